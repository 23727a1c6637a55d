/** Settings › Groups: the criteria by which accounts fall into groups, who would fall where, saved and taken back. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Spinner,
} from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../../api/client";
import {
  type AccountGroup,
  type AccountGroups,
  type GroupsPreview,
  useAccountGroups,
  useGroupsPreview,
  usePlacing,
  usePlacings,
} from "../../api/plans";
import type { Me } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { Failure } from "../failure";
import { Card } from "../sections";
import { GroupCard } from "./group-card";
import { criterionName, Failed, isAmount, usePlanStyles } from "./parts";
import { usePlansText } from "./texts";

const MOST_GROUPS = 20;

const useStyles = makeStyles({
  // The buttons below stay in sight however many move.
  moves: { maxHeight: "36vh", overflowY: "auto" },
});

export default function GroupsScreen({ me }: { me: Me }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const found = useAccountGroups();
  const mayEdit = me.roles.some((role) => role === "manager" || role === "admin");
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("groups.title")}</h1>
        <p className={styles.lead}>{mayEdit ? t("groups.lead") : t("groups.denied")}</p>
      </div>
      {found.data ? (
        mayEdit ? (
          <Editor groups={found.data} />
        ) : (
          <Shown groups={found.data} />
        )
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Spinner label={t("groups.loading")} />
      )}
    </div>
  );
}

function Shown({ groups }: { groups: AccountGroups }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  if (groups.items.length === 0) return <p className={styles.quiet}>{t("groups.none")}</p>;
  return (
    <ul className={styles.list}>
      {groups.items.map((one) => (
        <li key={one.code} className={styles.row}>
          <div className={styles.grow}>
            <p className={styles.small}>{[one.code, one.name].filter(Boolean).join(" · ")}</p>
            <p className={styles.quiet}>{one.description}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function newGroup(items: readonly AccountGroup[]): AccountGroup {
  const used = new Set(items.map((one) => one.code));
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return {
    code: letters.find((letter) => !used.has(letter)) ?? String(items.length + 1),
    name: "",
    conditions: [],
    description: "",
    objectives: "",
    activities: [],
    budget: null,
    growth_percent: null,
  };
}

function Editor({ groups }: { groups: AccountGroups }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const [wanted, setWanted] = useState<readonly AccountGroup[]>();
  const preview = useGroupsPreview();
  const { place, undo } = usePlacing();
  const items = wanted ?? groups.items;
  const change = (now: readonly AccountGroup[]) => {
    preview.reset();
    place.reset();
    undo.reset();
    setWanted(now);
  };
  const replace = (place_: number, group: AccountGroup) =>
    change(items.map((one, number) => (number === place_ ? group : one)));
  const swap = (first: number) => {
    const now = [...items];
    now.splice(first, 2, ...now.slice(first, first + 2).reverse());
    change(now);
  };
  const forget = () => {
    setWanted(undefined);
    preview.reset();
  };
  const done = place.data;
  const isStale = place.error instanceof ApiError && place.error.failure === "stale";
  const error = preview.error ?? (isStale ? null : place.error) ?? undo.error;
  return (
    <>
      {isStale && <Told intent="warning" text={t("groups.stale")} />}
      {undo.isSuccess && <Told intent="success" text={t("groups.undone")} />}
      {done && !undo.isSuccess && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>{t("groups.saved", { count: done.placing?.moved ?? 0 })}</MessageBarBody>
          <MessageBarActions>
            {done.placing && (
              <Button disabled={undo.isPending} onClick={() => done.placing && undo.mutate(done.placing.id)}>
                {t("groups.undo")}
              </Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
      {items.length === 0 && <p className={styles.quiet}>{t("groups.none")}</p>}
      {items.map((one, number) => (
        <GroupCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is known by its place while its code is typed
          key={number}
          group={one}
          criteria={groups.criteria}
          currency={groups.currency}
          change={(group) => replace(number, group)}
          remove={() => change(items.filter((_, other) => other !== number))}
          up={number > 0 ? () => swap(number - 1) : undefined}
          down={number < items.length - 1 ? () => swap(number) : undefined}
        />
      ))}
      <div className={styles.foot}>
        <Button
          className={styles.button}
          disabled={items.length >= MOST_GROUPS}
          onClick={() => change([...items, newGroup(items)])}
        >
          {t("groups.add")}
        </Button>
      </div>
      <PlacingLog isBusy={undo.isPending || wanted !== undefined} undo={(id) => undo.mutate(id)} />
      {wanted && (
        <SaveBar
          preview={preview.data}
          criteria={groups}
          error={error}
          isBusy={preview.isPending || place.isPending}
          look={() => preview.mutate(wanted)}
          save={() => place.mutate({ items: wanted, etag: groups.etag }, { onSuccess: forget })}
          discard={forget}
        />
      )}
    </>
  );
}

/** When accounts were moved; what nobody changed since goes back. */
function PlacingLog({ isBusy, undo }: { isBusy: boolean; undo: (placingId: string) => void }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const found = usePlacings();
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card heading={t("groups.log")}>
      <ul className={styles.list}>
        {items.map((one) => (
          <li key={one.id} className={styles.row}>
            <div className={styles.grow}>
              <p className={styles.text}>{t("groups.logMoved", { count: one.moved })}</p>
              <p className={styles.quiet}>
                {[format.stamp(new Date(one.at)), one.by?.name, one.undone_at && t("groups.logUndone")]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            {!one.undone_at && (
              <Button className={styles.button} size="small" disabled={isBusy} onClick={() => undo(one.id)}>
                {t("groups.undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Told({ intent, text }: { intent: "warning" | "success"; text: string }) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}

interface SaveBarProps {
  readonly preview: GroupsPreview | undefined;
  readonly criteria: AccountGroups;
  readonly error: Error | null;
  readonly isBusy: boolean;
  readonly look: () => void;
  readonly save: () => void;
  readonly discard: () => void;
}

function SaveBar({ preview, criteria, error, isBusy, look, save, discard }: SaveBarProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  return (
    <section className={styles.bar} aria-label={t("groups.unsaved")}>
      {error && <Failed error={error} />}
      {preview ? (
        <Preview found={preview} currency={criteria.currency} />
      ) : (
        <p className={styles.text}>{t("groups.unsaved")}</p>
      )}
      <div className={styles.foot}>
        <Button
          appearance="primary"
          className={styles.button}
          disabled={isBusy}
          onClick={preview ? save : look}
        >
          {isBusy
            ? t("groups.looking")
            : !preview
              ? t("groups.look")
              : preview.moved > 0
                ? t("groups.apply")
                : t("groups.keep")}
        </Button>
        <Button className={styles.button} disabled={isBusy} onClick={discard}>
          {t("groups.discard")}
        </Button>
      </div>
    </section>
  );
}

function Preview({ found, currency }: { found: GroupsPreview; currency: string }) {
  const own = useStyles();
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const figure = (criterion: string, value: string | null) => {
    if (value === null) return t("groups.nothing");
    if (isAmount(criterion)) return format.money({ value, currency });
    return Number.isFinite(Number(value)) ? format.number(Number(value)) : value;
  };
  const named = (code: string) => code || t("plans.noGroup");
  return (
    <div role="status">
      <h2 className={styles.small}>{t("groups.moves", { count: found.moved, all: found.looked_at })}</h2>
      <p className={styles.quiet}>
        {found.groups
          .map((one) => t("groups.count", { code: named(one.code), before: one.before, after: one.after }))
          .join(" · ")}
      </p>
      {found.unplaced > 0 && (
        <p className={styles.quiet}>{t("groups.unplaced", { count: found.unplaced })}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <ul className={mergeClasses(styles.list, own.moves)} tabIndex={0}>
        {found.moves.map((one) => (
          <li key={one.account.id} className={styles.row}>
            <div className={styles.grow}>
              <p className={styles.text}>{one.account.name}</p>
              <p className={styles.quiet}>
                {one.reasons
                  .map((reason) =>
                    t("groups.reason", {
                      criterion: criterionName(reason.criterion, t),
                      figure: figure(reason.criterion, reason.figure),
                    }),
                  )
                  .join(" · ")}
              </p>
            </div>
            <p className={styles.text}>
              {t("groups.move", { before: named(one.before), after: named(one.after) })}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
