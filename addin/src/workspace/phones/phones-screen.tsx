/** Phone list: the lists one keeps, what is to be decided, who is there twice, and what was written. */
import { makeStyles, Skeleton, SkeletonItem, tokens, typographyStyles } from "@fluentui/react-components";
import { ApiError } from "../../api/client";
import { usePhoneLists } from "../../api/phones";
import { Failure } from "../failure";
import { ChangeLog } from "./change-log";
import { ConflictInbox } from "./conflict-inbox";
import { DuplicateCards } from "./duplicate-cards";
import { FileCards } from "./file-cards";
import { ListCards } from "./list-cards";
import { usePhonesText } from "./texts";

const useStyles = makeStyles({
  screen: {
    maxWidth: "860px",
    margin: "0 auto",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    "@media (max-width: 480px)": {
      paddingLeft: tokens.spacingHorizontalM,
      paddingRight: tokens.spacingHorizontalM,
    },
  },
  title: { ...typographyStyles.title3, margin: 0 },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "60ch",
  },
});

export function PhonesScreen() {
  const styles = useStyles();
  const t = usePhonesText();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("phones.title")}</h1>
        <p className={styles.lead}>{t("phones.lead")}</p>
      </div>
      <Sections />
    </div>
  );
}

function Sections() {
  const t = usePhonesText();
  const found = usePhoneLists();
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <div role="status" aria-busy="true">
        <Skeleton aria-label={t("phones.loading")}>
          <SkeletonItem size={32} style={{ width: "60%" }} />
        </Skeleton>
      </div>
    );
  }
  return (
    <>
      <ListCards found={found.data} />
      <ConflictInbox />
      <DuplicateCards />
      <FileCards lists={found.data.items} />
      <ChangeLog />
    </>
  );
}
