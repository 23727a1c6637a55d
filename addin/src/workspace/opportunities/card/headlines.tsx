/** The negotiation in headlines: what was kept, what the newest interactions offer, and one's own words. */
import { Button, Input, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { useState } from "react";
import { type Headline, useHeadlineDeed, useHeadlines } from "../../../api/opportunity-parts";
import type { PipelineRow } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { Said } from "../said";
import { useListText } from "../texts";

const MOST_CHARACTERS = 300;

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: "none" },
  headline: {
    display: "grid",
    gridTemplateColumns: "1fr auto",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  words: { ...typographyStyles.body1, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  offered: { ...typographyStyles.caption1Strong, margin: `${tokens.spacingVerticalM} 0 0` },
  own: { display: "flex", gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalS },
  input: { flexGrow: 1, minWidth: 0 },
});

export function Headlines({ row }: { row: PipelineRow }) {
  const styles = useStyles();
  const t = useListText();
  const found = useHeadlines(row.opportunity.id).data;
  const deed = useHeadlineDeed(row.opportunity.id);
  const [dropped, setDropped] = useState<Headline>();
  const keep = (words: string, interactionId: string | null) => {
    setDropped(undefined);
    deed.mutate({ do: "keep", headline: { words, interaction_id: interactionId } });
  };
  const drop = (one: Headline) => {
    if (one.id === null) return;
    deed.mutate({ do: "drop", id: one.id }, { onSuccess: () => setDropped(one) });
  };
  if (!found) return null;
  return (
    <>
      {found.items.length + found.proposed.length === 0 && (
        <p className={styles.quiet}>{t("headline.none")}</p>
      )}
      <ul className={styles.list} aria-label={t("card.headlines")}>
        {found.items.map((one) => (
          <Kept key={one.id} headline={one} drop={() => drop(one)} />
        ))}
      </ul>
      <OwnWords keep={(words) => keep(words, null)} />
      <Said
        words={deed.error ? t("edit.refused", { reason: deed.error.message }) : dropped && t("headline.gone")}
        intent={deed.error ? "error" : "success"}
        undo={dropped && !deed.error ? () => keep(dropped.words, dropped.interaction_id) : undefined}
        dismiss={() => {
          setDropped(undefined);
          deed.reset();
        }}
      />
      {found.proposed.length > 0 && (
        <>
          <h4 className={styles.offered}>{t("headline.offered")}</h4>
          <ul className={styles.list}>
            {found.proposed.map((one) => (
              <Offered key={one.interaction_id} headline={one} keep={keep} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Kept({ headline, drop }: { headline: Headline; drop: () => void }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  return (
    <li className={styles.headline}>
      <span className={styles.words}>
        {headline.words}
        <span className={styles.quiet}>
          {[format.distance(new Date(headline.at), now), headline.author?.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      <Button
        size="small"
        appearance="subtle"
        icon={<Delete20Regular />}
        aria-label={t("headline.drop", { words: headline.words })}
        title={t("headline.dropShort")}
        onClick={drop}
      />
    </li>
  );
}

interface OfferedProps {
  readonly headline: Headline;
  readonly keep: (words: string, interactionId: string | null) => void;
}

/** What Trato offers is kept as it is, or in better words. */
function Offered({ headline, keep }: OfferedProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const [words, setWords] = useState<string>();
  const add = () => keep((words ?? headline.words).trim(), headline.interaction_id);
  return (
    <li className={styles.headline}>
      {words === undefined ? (
        <span className={styles.words}>
          {headline.words}
          <span className={styles.quiet}>{format.distance(new Date(headline.at), now)}</span>
        </span>
      ) : (
        <Input
          className={styles.input}
          value={words}
          autoFocus
          maxLength={MOST_CHARACTERS}
          aria-label={t("headline.words")}
          onChange={(_, { value }) => setWords(value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter" && words.trim() !== "") add();
            if (event.key === "Escape") setWords(undefined);
          }}
        />
      )}
      <span>
        {words === undefined && (
          <Button size="small" appearance="subtle" onClick={() => setWords(headline.words)}>
            {t("headline.reword")}
          </Button>
        )}
        <Button size="small" disabled={words?.trim() === ""} onClick={add}>
          {t("headline.keep")}
        </Button>
      </span>
    </li>
  );
}

function OwnWords({ keep }: { keep: (words: string) => void }) {
  const styles = useStyles();
  const t = useListText();
  const [words, setWords] = useState("");
  return (
    <form
      className={styles.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() === "") return;
        keep(words.trim());
        setWords("");
      }}
    >
      <Input
        className={styles.input}
        value={words}
        maxLength={MOST_CHARACTERS}
        placeholder={t("headline.write")}
        aria-label={t("headline.write")}
        onChange={(_, { value }) => setWords(value)}
      />
      <Button
        type="submit"
        icon={<Add20Regular />}
        aria-label={t("headline.add")}
        title={t("headline.add")}
      />
    </form>
  );
}
