/** The project's mark, as in the add-in's icons. */
import { tokens } from "@fluentui/react-components";

export function TratoMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect x="1" y="1" width="30" height="30" rx="7" fill="#00706a" />
      <path
        d="M7.5 9.5h17M16 9.5v14"
        stroke={tokens.colorNeutralForegroundOnBrand}
        strokeWidth="4"
        fill="none"
      />
    </svg>
  );
}
