/** A new contact, filled from what the mail says about its sender; each field tells where its value comes from. */
import { Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../api/client";
import { useCreateContact } from "../api/creation";
import { useReading } from "../api/readings";
import type { Account, BuyingRole, Person, Reading } from "../api/types";
import type { OpenItem } from "../outlook/open-item";
import { AlikeContacts } from "./alike-contacts";
import { useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { Panel } from "./panel";
import { readingRequest } from "./reading-request";
import { type PaneText, usePaneText } from "./texts";

const ROLES: readonly BuyingRole[] = [
  "decision_maker",
  "buyer",
  "influencer",
  "evaluator",
  "user",
  "gatekeeper",
];
const FIELDS = ["name", "title", "department", "email", "phone"] as const;
type FieldName = (typeof FIELDS)[number];
type Filled = Readonly<Record<FieldName, { readonly value: string; readonly source?: string }>>;

interface ContactPanelProps {
  readonly item: OpenItem;
  readonly person: Person;
  readonly account: Account;
  readonly close: () => void;
}

export default function ContactPanel({ item, person, account, close }: ContactPanelProps) {
  const t = usePaneText();
  const notices = useNotices();
  const { outlook } = usePaneServices();
  const isSender = person.role === "from";
  const reading = useReading(item.key, isSender ? readingRequest(item) : undefined, outlook.text);
  const create = useCreateContact();
  const found = filledFrom(person, isSender ? reading.data : undefined);
  const [typed, setTyped] = useState<Partial<Record<FieldName, string>>>({});
  const [role, setRole] = useState<BuyingRole | "">("");
  const [refusal, setRefusal] = useState<string>();
  const value = (field: FieldName) => typed[field] ?? found[field].value;

  const save = () =>
    create.mutate(
      {
        account_id: account.id,
        name: value("name").trim(),
        title: value("title").trim(),
        department: value("department").trim(),
        emails: [value("email").trim()].filter(Boolean),
        phones: [value("phone").trim()].filter(Boolean),
        ...(role && { buying_role: role }),
      },
      {
        onSuccess: ({ name }) => {
          notices.show({ text: t("contact.added", { name, account: account.name }) });
          close();
        },
        onError: (error) =>
          setRefusal(
            error instanceof ApiError && error.failure === "refused" ? error.message : t("log.failed"),
          ),
      },
    );
  return (
    <Panel
      title={t("contact.title", { account: account.name })}
      close={close}
      save={save}
      ready={value("name").trim() !== ""}
      saving={create.isPending}
      saveLabel={t("contact.add")}
    >
      <AlikeContacts person={person} close={close} />
      {FIELDS.map((field) => (
        <Field
          key={field}
          label={t(`contact.field.${field}`)}
          required={field === "name"}
          {...(typed[field] === undefined && found[field].source && { hint: found[field].source })}
          {...(field === "email" && refusal && { validationMessage: refusal })}
        >
          <Input
            type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
            autoFocus={field === "name"}
            value={value(field)}
            onChange={(_, data) => setTyped({ ...typed, [field]: data.value })}
          />
        </Field>
      ))}
      <Field label={t("contact.role")}>
        <Select value={role} onChange={(_, data) => setRole(data.value as BuyingRole | "")}>
          <option value="">{t("contact.roleUnknown")}</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
    </Panel>
  );

  function filledFrom(of: Person, read: Reading | undefined): Filled {
    const card = read?.sender;
    const told = of.name && of.name !== of.address ? { value: of.name, source: t("contact.fromMail") } : none;
    return {
      name: sourced(card?.name, t) ?? told,
      title: sourced(card?.title, t) ?? none,
      department: sourced(card?.department, t) ?? none,
      email: { value: of.address, source: t("contact.fromMail") },
      phone: sourced(card?.phones[0], t) ?? none,
    };
  }
}

const none = { value: "" };

function sourced(
  field: { readonly value: string; readonly source: string | null } | null | undefined,
  t: PaneText,
) {
  if (!field) return undefined;
  switch (field.source) {
    case "signature":
    case "sign-off":
      return { value: field.value, source: t("contact.fromSignature") };
    case "header":
      return { value: field.value, source: t("contact.fromMail") };
    default:
      return { value: field.value, source: t("contact.fromText") };
  }
}
