/** How sure a link is: full, half or empty. Always beside the words that say the same. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { CheckmarkCircle16Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { Circle16Regular } from "@fluentui/react-icons/svg/circle";
import { CircleHalfFill16Regular } from "@fluentui/react-icons/svg/circle-half-fill";

export type Sureness = "confirmed" | "suggested" | "none";

const useStyles = makeStyles({
  confirmed: { color: tokens.colorBrandForeground1, flexShrink: 0 },
  suggested: { color: tokens.colorBrandForeground1, flexShrink: 0 },
  none: { color: tokens.colorNeutralForeground3, flexShrink: 0 },
});

const icons = {
  confirmed: CheckmarkCircle16Filled,
  suggested: CircleHalfFill16Regular,
  none: Circle16Regular,
};

export function LinkMark(props: { sureness: Sureness }) {
  const Icon = icons[props.sureness];
  return <Icon className={useStyles()[props.sureness]} aria-hidden />;
}
