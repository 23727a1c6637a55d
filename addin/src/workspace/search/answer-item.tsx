/** One thing that answers: who, where or what, how to reach it, and quietly why and of when. */
import { Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { AnswerItem, Question } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { useSearchText } from "./texts";

const useStyles = makeStyles({
  card: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: "anywhere",
  },
  label: { ...typographyStyles.caption1Strong, color: tokens.colorNeutralForeground3, display: "block" },
  name: { ...typographyStyles.body1Strong, display: "block" },
  line: { ...typographyStyles.body1, display: "block" },
  reach: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalM },
  why: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
});

interface AnswerItemProps {
  readonly item: AnswerItem;
  readonly question: Question;
  readonly now: Date;
}

export function AnswerItemCard({ item, question, now }: AnswerItemProps) {
  const styles = useStyles();
  const words = useItemWords(item, question, now);
  const why = useWhy(item, now);
  const reach = item.contact && (item.contact.phones.length > 0 || item.contact.emails.length > 0);
  return (
    <li className={styles.card}>
      {words.label && <span className={styles.label}>{words.label}</span>}
      <span className={styles.name}>{words.name}</span>
      {words.lines.filter(Boolean).map((line) => (
        <span key={line} className={styles.line}>
          {line}
        </span>
      ))}
      {reach && (
        <span className={styles.reach}>
          {item.contact?.phones.map(({ number }) => (
            <Link key={number} href={`tel:${number.replaceAll(/[^+\d]/g, "")}`}>
              {number}
            </Link>
          ))}
          {item.contact?.emails.map((address) => (
            <Link key={address} href={`mailto:${address}`}>
              {address}
            </Link>
          ))}
        </span>
      )}
      <span className={styles.why}>{why}</span>
    </li>
  );
}

interface Words {
  readonly label?: string | undefined;
  readonly name: string;
  readonly lines: readonly (string | undefined)[];
}

function useItemWords(item: AnswerItem, question: Question, now: Date): Words {
  const t = useSearchText();
  const { format } = useLocale();
  const { contact, address, order, user, interaction, account } = item;
  if (address) {
    const city = [address.postal_code, address.city].filter(Boolean).join(" ");
    const lines = [address.name, city, address.country].map((one) => one ?? undefined);
    return { label: t(`purpose.${address.purpose}`), name: address.street ?? address.name ?? city, lines };
  }
  if (order) {
    const about = [order.amount && format.money(order.amount), order.products.join(", ")];
    return {
      name: format.day(order.ordered_on, now),
      lines: [order.number, ...about.map((one) => one || undefined)],
    };
  }
  if (question === "last-contact" && user && interaction) {
    const what = [t(`talk.${interaction.kind}`), interaction.subject ?? undefined].filter(Boolean).join(": ");
    const title = item.why.params.title || undefined;
    return { name: user.name, lines: [title, what, format.distance(new Date(interaction.ends_at), now)] };
  }
  if (contact) {
    const others = Number(item.why.params.others ?? 0);
    const place = question === "contacts" ? undefined : contact.department;
    return {
      label: question === "contacts" ? (contact.department ?? t("answer.noDepartment")) : undefined,
      name: contact.name,
      lines: [
        [contact.title, place].filter(Boolean).join(", ") || undefined,
        question === "promotion" || question === "collateral" ? account?.name : undefined,
        others > 0 ? t("answer.others", { count: others }) : undefined,
      ],
    };
  }
  const at = item.at
    ? format.appointment(new Date(item.at), now)
    : item.on
      ? format.dueDay(item.on, now)
      : undefined;
  const people = interaction ? format.list(interaction.contacts.map(({ name }) => name)) : account?.name;
  return { name: item.why.params.objective || item.source.name, lines: [at, people] };
}

function useWhy({ why, source, at, user, contact }: AnswerItem, now: Date): string {
  const t = useSearchText();
  const { format } = useLocale();
  const { code } = why;
  const said =
    code === "site_department"
      ? t("why.site_department", { department: why.params.department ?? "" })
      : code === "attached" || code === "last_promotion" || code === "next_step"
        ? t(`why.${code}`, { source: source.name })
        : t(`why.${code}`);
  const when = contact && at ? format.distance(new Date(at), now) : undefined;
  const who = contact && user ? t("answer.from", { name: user.name }) : undefined;
  return [said, when, who].filter(Boolean).join(" · ");
}
