/** What the sections of the phone list screen are built of: rows beneath one another, and why something failed. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Refusal, useSectionStyles } from "../sections";
import { usePhonesText } from "./texts";

const useOwnStyles = makeStyles({
  list: { display: "flex", flexDirection: "column", margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  name: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  grow: { flexGrow: 1 },
  text: {
    ...typographyStyles.body1,
    margin: 0,
    overflowWrap: "anywhere",
    fontVariantNumeric: "tabular-nums",
  },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

export const usePartStyles = () => ({ ...useSectionStyles(), ...useOwnStyles() });

export function Failed({ error }: { error: Error }) {
  const t = usePhonesText();
  return <Refusal error={error} title={t("failed.title")} text={t("failed.text")} />;
}
