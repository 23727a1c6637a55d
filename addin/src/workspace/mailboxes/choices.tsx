/** Which contact folders and To Do lists are read: nothing, not even their names, before their owner asks for them. */
import { Button, Checkbox, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useId } from "react";
import { useChoices, useChoose } from "../../api/mailboxes";
import type { Choice, ChoiceKind } from "../../api/types";
import { useWorkspaceText } from "../texts";

const useStyles = makeStyles({
  kind: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    padding: `${tokens.spacingVerticalM} 0`,
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalXS,
  },
  title: { ...typographyStyles.body1Strong, margin: 0 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  action: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

export function Choices({ mailboxId }: { readonly mailboxId: string }) {
  const { data } = useChoices(mailboxId);
  if (!data) return null;
  return (
    <>
      <Kind mailboxId={mailboxId} kind="contacts" choice={data.contacts} />
      <Kind mailboxId={mailboxId} kind="tasks" choice={data.tasks} />
    </>
  );
}

interface KindProps {
  readonly mailboxId: string;
  readonly kind: ChoiceKind;
  readonly choice: Choice;
}

function Kind({ mailboxId, kind, choice }: KindProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const id = useId();
  const choosing = useChoose(mailboxId, kind);
  const followed = choice.items.filter((one) => one.is_followed).map((one) => one.remote_id);
  const choose = (remoteId: string, wanted: boolean) =>
    choosing.mutate(wanted ? [...followed, remoteId] : followed.filter((one) => one !== remoteId));
  return (
    <section className={styles.kind} aria-labelledby={id}>
      <h4 id={id} className={styles.title}>
        {t(`choices.${kind}`)}
      </h4>
      <p className={styles.quiet}>{t(`choices.${kind}Text`)}</p>
      {!choice.is_open && (
        <Button
          className={styles.action}
          disabledFocusable={choosing.isPending}
          onClick={() => choosing.mutate([])}
        >
          {t("choices.open")}
        </Button>
      )}
      {choice.is_open && choice.items.length === 0 && <p className={styles.quiet}>{t("choices.asked")}</p>}
      {choice.items.map((one) => (
        <Checkbox
          key={one.remote_id}
          label={one.name}
          checked={one.is_followed}
          disabled={choosing.isPending}
          onChange={(_event, { checked }) => choose(one.remote_id, checked === true)}
        />
      ))}
      {choosing.isError && (
        <p role="alert" className={styles.quiet}>
          {t("choices.failed")}
        </p>
      )}
    </section>
  );
}
