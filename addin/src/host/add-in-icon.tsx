/** The add-in's icon, from where its manifest says it is. */
export function AddInIcon() {
  return <img src="/static/icons/trato-32.png" width={20} height={20} alt="" />;
}
