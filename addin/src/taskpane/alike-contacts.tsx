/** Contacts that somebody with a new address is likely: their address is added with one click, and only then. */
import { Button, Text } from "@fluentui/react-components";
import { useAddAddress, useAlike } from "../api/creation";
import type { Alike, Person } from "../api/types";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

export function AlikeContacts({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const name = person.name && person.name !== person.address ? person.name : "";
  const found = useAlike(person.address, name);
  return (found.data ?? []).map((one) => (
    <AlikeContact key={one.contact.id} alike={one} address={person.address} close={close} />
  ));
}

interface AlikeContactProps {
  readonly alike: Alike;
  readonly address: string;
  readonly close: () => void;
}

function AlikeContact({ alike: { contact, reasons }, address, close }: AlikeContactProps) {
  const t = usePaneText();
  const notices = useNotices();
  const add = useAddAddress();
  const { name } = contact;
  const confirm = () =>
    add.mutate(
      { contact, address },
      {
        onSuccess: () => {
          notices.show({ text: t("contact.alikeAdded", { name }) });
          close();
        },
        onError: () => notices.show({ text: t("log.failed") }),
      },
    );
  return (
    <section aria-label={t("contact.alike", { name, address: contact.emails[0] ?? "" })}>
      <Text as="p">{t("contact.alike", { name, address: contact.emails[0] ?? "" })}</Text>
      <Text as="p" size={200}>
        {reasons.map((reason) => t(`contact.alike.${reason}`)).join(" ")}
      </Text>
      <Button size="small" disabled={add.isPending} onClick={confirm}>
        {t("contact.alikeAdd", { name })}
      </Button>
    </section>
  );
}
