/** Who decides, field by field, where both sides changed: one choice for each, kept as soon as it is made. */
import { Field, makeStyles, Select, tokens } from "@fluentui/react-components";
import type { PhoneDeed } from "../../api/phones";
import type { PhoneList, PhonePolicy } from "../../api/types";
import { useDifferencesText } from "../../phones/texts";
import { fieldName } from "../../phones/value";
import { usePartStyles } from "./parts";
import { usePhonesText } from "./texts";

const POLICIES = ["ours", "theirs", "newest", "both", "ask"] as const satisfies readonly PhonePolicy[];
/** A day, a place or a picture holds one value. */
const SINGLE = new Set(["birthday", "business_address", "home_address", "other_address", "photo"]);
/** Of these every element is merged by itself, so that nothing is ever to be decided. */
const MERGED = new Set(["phones", "email_addresses", "categories", "children", "im_addresses"]);

const useStyles = makeStyles({
  grid: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(200px, 1fr))",
    gap: tokens.spacingHorizontalM,
    marginTop: tokens.spacingVerticalS,
  },
});

interface PoliciesProps {
  readonly list: PhoneList;
  readonly isBusy: boolean;
  readonly act: (deed: PhoneDeed) => void;
}

export function Policies({ list, isBusy, act }: PoliciesProps) {
  const styles = useStyles();
  const parts = usePartStyles();
  const t = usePhonesText();
  const names = useDifferencesText();
  const fields = Object.entries(list.policies).filter(([field]) => !MERGED.has(field));
  return (
    <details>
      <summary className={parts.text}>{t("policies.title")}</summary>
      <p className={parts.quiet}>{t("policies.lead")}</p>
      <div className={styles.grid}>
        {fields.map(([field, policy]) => (
          <Field key={field} label={fieldName(field, names)}>
            <Select
              value={policy}
              disabled={isBusy}
              onChange={(_, data) => {
                const chosen = POLICIES.find((one) => one === data.value);
                if (chosen) act({ do: "decide", listId: list.id, policies: { [field]: chosen } });
              }}
            >
              {POLICIES.filter((one) => one !== "both" || !SINGLE.has(field)).map((one) => (
                <option key={one} value={one}>
                  {t(`policy.${one}`)}
                </option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
    </details>
  );
}
