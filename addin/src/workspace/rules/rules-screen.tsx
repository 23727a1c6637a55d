/** Settings › Rules: what makes a next step due, edited, looked at, saved and taken back. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Spinner,
} from "@fluentui/react-components";
import { LockClosed28Regular } from "@fluentui/react-icons/svg/lock-closed";
import { useState } from "react";
import { ApiError } from "../../api/client";
import {
  type Rules,
  type RulesPreview,
  type RulesWanted,
  useRuleChanges,
  useRules,
  useRulesPreview,
  useSaveRules,
} from "../../api/rules";
import { PageMessage } from "../../ui/page-message";
import { Failure } from "../failure";
import { Refusal } from "../sections";
import { ChangeLog } from "./change-log";
import { FrequencySection } from "./frequency-section";
import { useRuleStyles } from "./parts";
import { ProcessSection } from "./process-section";
import { ReasonSection } from "./reason-section";
import { type RulesText, useRulesText } from "./texts";

const useStyles = makeStyles({
  bar: { maxHeight: "60vh", overflowY: "auto" },
});

export default function RulesScreen() {
  const styles = useRuleStyles();
  const t = useRulesText();
  const found = useRules();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("rules.title")}</h1>
        <p className={styles.lead}>{t("rules.lead")}</p>
      </div>
      {found.data ? (
        <Editor rules={found.data} />
      ) : found.error instanceof ApiError ? (
        found.error.code === "not_your_decision" ? (
          <PageMessage
            icon={<LockClosed28Regular />}
            title={t("rules.denied.title")}
            text={t("rules.denied.text")}
          />
        ) : (
          <Failure error={found.error} retry={() => found.refetch()} />
        )
      ) : (
        <Spinner label={t("rules.loading")} />
      )}
    </div>
  );
}

function Editor({ rules }: { rules: Rules }) {
  const t = useRulesText();
  const [wanted, setWanted] = useState<RulesWanted>();
  const [done, setDone] = useState<"save.saved" | "save.undone" | "save.stale">();
  const preview = useRulesPreview();
  const { save, undo } = useSaveRules();
  const changes = useRuleChanges();
  const shown: RulesWanted = wanted ?? rules;
  const change = (part: Partial<RulesWanted>) => {
    setDone(undefined);
    preview.reset();
    save.reset();
    setWanted({ steps: shown.steps, frequencies: shown.frequencies, reasons: shown.reasons, ...part });
  };
  const forget = () => {
    setWanted(undefined);
    preview.reset();
  };
  const keep = (now: RulesWanted) =>
    save.mutate(
      { wanted: now, etag: rules.etag },
      {
        onSuccess: () => {
          forget();
          setDone("save.saved");
        },
        onError: (error) => {
          if (!(error instanceof ApiError) || error.failure !== "stale") return;
          forget();
          setDone("save.stale");
        },
      },
    );
  const takeBack = (changeId: string) =>
    undo.mutate(changeId, {
      onSuccess: () => {
        forget();
        setDone("save.undone");
      },
    });
  const last = changes.data?.items.find((one) => one.can_undo);
  return (
    <>
      {done && (
        <MessageBar intent={done === "save.stale" ? "warning" : "success"} layout="multiline">
          <MessageBarBody>{t(done)}</MessageBarBody>
          <MessageBarActions>
            {done === "save.saved" && last && (
              <Button disabled={undo.isPending} onClick={() => takeBack(last.id)}>
                {t("save.undo")}
              </Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
      {undo.error && <Failed error={undo.error} t={t} />}
      <FrequencySection
        groups={rules.groups}
        frequencies={shown.frequencies}
        change={(frequencies) => change({ frequencies: [...frequencies] })}
      />
      <ProcessSection
        stages={rules.stages}
        steps={shown.steps}
        change={(steps) => change({ steps: [...steps] })}
      />
      <ReasonSection reasons={shown.reasons} change={(reasons) => change({ reasons: [...reasons] })} />
      <ChangeLog
        stages={rules.stages}
        isBusy={undo.isPending || wanted !== undefined}
        undo={(one) => takeBack(one.id)}
      />
      {wanted && (
        <SaveBar
          preview={preview.data}
          isLooking={preview.isPending}
          isSaving={save.isPending}
          error={preview.error ?? save.error}
          look={() => preview.mutate(wanted)}
          save={() => keep(wanted)}
          discard={forget}
        />
      )}
    </>
  );
}

interface SaveBarProps {
  readonly preview: RulesPreview | undefined;
  readonly isLooking: boolean;
  readonly isSaving: boolean;
  readonly error: Error | null;
  readonly look: () => void;
  readonly save: () => void;
  readonly discard: () => void;
}

function SaveBar({ preview, isLooking, isSaving, error, look, save, discard }: SaveBarProps) {
  const styles = useStyles();
  const rules = useRuleStyles();
  const t = useRulesText();
  return (
    <section className={mergeClasses(rules.bar, styles.bar)} aria-label={t("save.unsaved")}>
      {error && <Failed error={error} t={t} />}
      {preview ? <Preview found={preview} /> : <p className={rules.text}>{t("save.unsaved")}</p>}
      <div className={rules.foot}>
        {preview ? (
          <Button appearance="primary" className={rules.button} disabled={isSaving} onClick={save}>
            {t("save.save")}
          </Button>
        ) : (
          <Button appearance="primary" className={rules.button} disabled={isLooking} onClick={look}>
            {isLooking ? t("save.looking") : t("save.look")}
          </Button>
        )}
        <Button className={rules.button} onClick={discard}>
          {t("save.discard")}
        </Button>
      </div>
    </section>
  );
}

function Preview({ found }: { found: RulesPreview }) {
  const rules = useRuleStyles();
  const t = useRulesText();
  const told = (one: RulesPreview["changes"][number]["before"]) =>
    one === null
      ? t("preview.none")
      : t("preview.one", {
          kind: t(`kind.${one.kind}`),
          objective: one.objective,
          why: t(`why.${one.code}`),
        });
  const count = { count: found.looked_at };
  const isSame = found.appear + found.vanish + found.differ === 0;
  return (
    <div role="status">
      <h3 className={rules.small}>{t("preview.title")}</h3>
      <p className={rules.text}>
        {isSame
          ? t("preview.nothing", count)
          : t("preview.counts", {
              ...count,
              appear: found.appear,
              vanish: found.vanish,
              differ: found.differ,
            })}
      </p>
      {!found.is_complete && <p className={rules.quiet}>{t("preview.more")}</p>}
      <ul className={rules.list}>
        {found.changes.map((one) => (
          <li key={one.opportunity.id} className={rules.row}>
            <div>
              <p className={rules.text}>
                {one.opportunity.name} <span className={rules.quiet}>{one.account}</span>
              </p>
              <p className={rules.quiet}>
                {t("preview.line", { before: told(one.before), after: told(one.after) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Failed({ error, t }: { error: Error; t: RulesText }) {
  return <Refusal error={error} title={t("failed.title")} text={t("failed.text")} />;
}
