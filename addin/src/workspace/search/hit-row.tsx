/** One record that was found: what it is, of which account, and why it is here. */
import { BuildingRegular } from "@fluentui/react-icons/svg/building";
import { ChatRegular } from "@fluentui/react-icons/svg/chat";
import { DiamondRegular } from "@fluentui/react-icons/svg/diamond";
import { PersonRegular } from "@fluentui/react-icons/svg/person";
import { ReceiptRegular } from "@fluentui/react-icons/svg/receipt";
import type { ReactElement } from "react";
import type { SearchHit } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { ChoiceButton } from "../../ui/choice-button";
import { useSearchText } from "./texts";

const ICONS: Readonly<Record<SearchHit["kind"], ReactElement>> = {
  contact: <PersonRegular fontSize={20} />,
  account: <BuildingRegular fontSize={20} />,
  opportunity: <DiamondRegular fontSize={20} />,
  order: <ReceiptRegular fontSize={20} />,
  interaction: <ChatRegular fontSize={20} />,
};

interface HitRowProps {
  readonly hit: SearchHit;
  readonly now: Date;
  readonly choose: () => void;
}

export function HitRow({ hit, now, choose }: HitRowProps) {
  const words = useHitWords(hit, now);
  return (
    <li>
      <ChoiceButton
        icon={ICONS[hit.kind]}
        name={words.name}
        disabled={hit.account === null && hit.kind !== "contact"}
        choose={choose}
      >
        {words.about.filter(Boolean).join(" · ")}
      </ChoiceButton>
    </li>
  );
}

function useHitWords(
  hit: SearchHit,
  now: Date,
): { name: string; about: readonly (string | null | undefined)[] } {
  const t = useSearchText();
  const { format } = useLocale();
  const why = useWhy(hit, now);
  const { contact, account, opportunity, order, interaction } = hit;
  if (contact)
    return { name: contact.name, about: [contact.title, account?.name, contact.phones[0]?.number, ...why] };
  if (opportunity) {
    const amount = opportunity.amount && format.money(opportunity.amount);
    return { name: opportunity.name, about: [account?.name, opportunity.stage.name, amount, ...why] };
  }
  if (order) {
    const amount = order.amount && format.money(order.amount);
    return {
      name: order.number,
      about: [order.account.name, format.day(order.ordered_on, now), amount, ...why],
    };
  }
  if (interaction) {
    const people = format.list([...interaction.contacts, ...interaction.users].map(({ name }) => name));
    const name = interaction.subject ?? interaction.summary ?? t(`talk.${interaction.kind}`);
    return {
      name,
      about: [t(`talk.${interaction.kind}`), format.distance(new Date(interaction.at), now), people],
    };
  }
  return { name: account?.name ?? "", about: [account?.territory, account?.owner?.name, ...why] };
}

/** Why it is here, where that is not plain to see; and how we stand. */
function useWhy({ match }: SearchHit, now: Date): readonly (string | null)[] {
  const t = useSearchText();
  const { format } = useLocale();
  const fit = match.fit === "spelling" ? t("match.spelling") : match.fit === "part" ? t("match.part") : null;
  const place =
    match.place === "phone"
      ? t("match.phone")
      : match.place === "account"
        ? t("match.account")
        : match.place === "address"
          ? t("match.address")
          : null;
  const last = match.last_interaction_at && new Date(match.last_interaction_at);
  return [
    place ?? fit,
    match.own ? t("match.own") : null,
    last ? t("match.last", { when: format.distance(last, now) }) : null,
  ];
}
