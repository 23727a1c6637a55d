/** An opportunity on the board or in a day of the calendar: what one takes hold of. */
import { Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { ReOrderDotsVerticalRegular } from "@fluentui/react-icons/svg/re-order-dots-vertical";
import type { PipelineRow } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import type { useCarry } from "../carry";
import { FIELDS } from "../fields";
import { useNow } from "../now";
import { useListText } from "../texts";

const useStyles = makeStyles({
  card: {
    position: "relative",
    display: "grid",
    gridTemplateColumns: "1fr auto",
    columnGap: tokens.spacingHorizontalXS,
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    cursor: "grab",
    userSelect: "none",
  },
  carried: { boxShadow: tokens.shadow16, zIndex: 3, cursor: "grabbing" },
  name: { ...typographyStyles.body1Strong, textAlign: "start", overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, overflowWrap: "anywhere" },
  facts: {
    ...typographyStyles.caption1,
    gridColumn: "1 / -1",
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    columnGap: tokens.spacingHorizontalS,
    fontVariantNumeric: "tabular-nums",
  },
  late: { color: tokens.colorPaletteRedForeground1 },
  grip: {
    display: "grid",
    placeItems: "center",
    minWidth: "24px",
    minHeight: "32px",
    padding: 0,
    border: "none",
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: "transparent",
    color: tokens.colorNeutralForeground3,
    cursor: "grab",
    touchAction: "none",
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    "@media (pointer: coarse)": { minWidth: "44px", minHeight: "44px" },
  },
});

interface BoardCardProps {
  readonly row: PipelineRow;
  readonly place: string;
  readonly carry: ReturnType<typeof useCarry>;
  readonly open: (row: PipelineRow) => void;
  /** In a calendar the day says when it closes. */
  readonly isDated?: boolean;
}

export function BoardCard({ row, place, carry, open, isDated = false }: BoardCardProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const { id, name, amount, close_date: closes } = row.opportunity;
  const carried = carry.carried?.id === id ? carry.carried : undefined;
  const isLate = row.closure === null && (FIELDS.close_date.isLate?.(row, now) ?? false);
  return (
    <li
      className={mergeClasses(styles.card, carried && styles.carried)}
      data-opportunity={id}
      {...(carried?.by === "pointer" && {
        style: { transform: `translate(${carried.x}px, ${carried.y}px)`, pointerEvents: "none" as const },
      })}
      {...carry.pointer(id, place)}
    >
      <span>
        <Link
          as="button"
          className={styles.name}
          aria-label={t("card.open", { name })}
          onClick={() => open(row)}
        >
          {name}
        </Link>
        <br />
        <span className={styles.quiet}>{row.account?.name}</span>
      </span>
      <button
        type="button"
        className={styles.grip}
        aria-label={t("board.move", { name })}
        title={t("board.move", { name })}
        {...carry.keys(id, place)}
      >
        <ReOrderDotsVerticalRegular fontSize={20} />
      </button>
      <span className={styles.facts}>
        <span>{amount && format.money(amount)}</span>
        {closes && !isDated && (
          <span className={mergeClasses(isLate && styles.late)}>
            {format.day(closes, now)}
            {isLate && ` · ${t("field.late")}`}
          </span>
        )}
      </span>
    </li>
  );
}
