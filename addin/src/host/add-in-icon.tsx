/** The add-in's icon, from where its manifest says it is. */
export function AddInIcon() {
  return (
    <img
      src="/static/icons/trato-20.png"
      srcSet="/static/icons/trato-40.png 2x"
      width={20}
      height={20}
      alt=""
    />
  );
}
