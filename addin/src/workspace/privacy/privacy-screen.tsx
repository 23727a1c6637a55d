/** Settings › Privacy: what stays out of Trato, told in numbers before it holds, and how much colleagues may read. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Skeleton,
  SkeletonItem,
} from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../../api/client";
import {
  useChangeExclusions,
  useExclusions,
  useMarking,
  useReadAgain,
  useVisibility,
} from "../../api/privacy";
import type { Exclusion, ExclusionList } from "../../api/types";
import { Failure } from "../failure";
import { Card, Refusal, useSectionStyles } from "../sections";
import { LevelSection } from "./level-section";
import { MarkingSection } from "./marking-section";
import { RuleForm, type Wanted } from "./rule-form";
import { RuleList } from "./rule-list";
import { ruleName } from "./rule-name";
import { usePrivacyText } from "./texts";

export function PrivacyScreen() {
  const styles = useSectionStyles();
  const t = usePrivacyText();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("privacy.title")}</h1>
        <p className={styles.lead}>{t("privacy.lead")}</p>
      </div>
      <Rules />
      <Levels />
      <Marks />
    </div>
  );
}

function Rules() {
  const t = usePrivacyText();
  const found = useExclusions();
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Loading />
    );
  }
  return (
    <Card heading={t("out.title")} lead={t("out.lead")}>
      <KeptOut found={found.data} />
    </Card>
  );
}

/** What was just done, and the way back. */
interface Done {
  readonly words: "done.added" | "done.observed" | "done.ended" | "done.readAgain";
  readonly rule: Exclusion;
}

function KeptOut({ found }: { found: ExclusionList }) {
  const t = usePrivacyText();
  const change = useChangeExclusions();
  const readAgain = useReadAgain();
  const [done, setDone] = useState<Done>();
  const add = ({ choice, observeDays }: Wanted) =>
    change
      .mutateAsync({ do: "add", choice, ...(observeDays !== undefined && { observeDays }) })
      .then((rule) => setDone({ words: observeDays === undefined ? "done.added" : "done.observed", rule }));
  const enact = (rule: Exclusion) =>
    change.mutate({ do: "enact", rule }, { onSuccess: (now) => setDone({ words: "done.added", rule: now }) });
  const remove = (rule: Exclusion) =>
    change.mutate({ do: "end", rule }, { onSuccess: (now) => setDone({ words: "done.ended", rule: now }) });
  const comeBack = (rule: Exclusion) =>
    readAgain.mutate(rule.id, { onSuccess: () => setDone({ words: "done.readAgain", rule }) });
  // Back to how it was: the rule ends, and what it took out is read again.
  const undo = (rule: Exclusion) => change.mutate({ do: "end", rule }, { onSuccess: (now) => comeBack(now) });
  return (
    <>
      <RuleForm
        canDecideForAll={found.can_decide_for_all}
        hasMailbox={found.has_mailbox}
        isBusy={change.isPending}
        onWant={(wanted) => add(wanted).catch(() => undefined)}
      />
      {change.isError && <Failed error={change.error} />}
      {readAgain.isError && <Failed error={readAgain.error} />}
      {done && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            {done.words === "done.readAgain"
              ? t(done.words)
              : t(done.words, { name: ruleName(done.rule, t) })}
          </MessageBarBody>
          <MessageBarActions>
            {(done.words === "done.added" || done.words === "done.observed") && (
              <Button disabled={change.isPending} onClick={() => undo(done.rule)}>
                {t("done.undo")}
              </Button>
            )}
            {done.words === "done.ended" && (
              <Button disabled={readAgain.isPending} onClick={() => comeBack(done.rule)}>
                {t("done.readNow")}
              </Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
      <RuleList
        rules={found.items}
        now={new Date(found.now)}
        isBusy={change.isPending}
        onEnact={enact}
        onRemove={remove}
      />
    </>
  );
}

function Failed({ error }: { error: Error }) {
  const t = usePrivacyText();
  return <Refusal error={error} title={t("failed.title")} text={t("failed.text")} />;
}

function Levels() {
  const t = usePrivacyText();
  const found = useVisibility();
  if (!found.data) return null;
  return (
    <Card heading={t("level.title")} lead={t("level.lead")}>
      <LevelSection found={found.data} />
    </Card>
  );
}

function Marks() {
  const t = usePrivacyText();
  const found = useMarking();
  if (!found.data) return null;
  return (
    <Card heading={t("marking.title")} lead={t("marking.lead", { category: found.data.category })}>
      <MarkingSection found={found.data} />
    </Card>
  );
}

function Loading() {
  const styles = useSectionStyles();
  const t = usePrivacyText();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("privacy.loading")} className={styles.card}>
        <SkeletonItem size={32} style={{ width: "40%" }} />
        <SkeletonItem size={16} style={{ width: "70%" }} />
      </Skeleton>
    </div>
  );
}
