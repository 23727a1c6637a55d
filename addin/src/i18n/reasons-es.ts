/** Why a link was made, in Spanish; one sentence a reason code. */
import type { reasonsEn } from "./reasons-en";
import type { Translation } from "./translate";

export const reasonsEs: Translation<typeof reasonsEn> = {
  same_thread: "Misma conversación que otros correos vinculados a {opportunity}",
  explicit: "Elegido por {name}",
  participant_contact: "{name} es un contacto de {account}",
  participant_on_opportunity: "{name} participa en {opportunity}",
  decision_maker_writes: "{name} es quien decide",
  account_domain: "La dirección pertenece a {account}",
  only_open_opportunity: "La única oportunidad abierta de {account}",
  name_words: "El correo nombra {words}, igual que la oportunidad",
  product_words: "El correo menciona el producto {words}",
  reference_number: "El correo lleva la referencia {number}",
  owner_mailbox: "{name} es responsable y tiene este correo",
  recent_activity: "Hubo contacto sobre ella el {date}",
  several_candidates: {
    one: "{count} oportunidad encaja casi igual",
    other: "{count} oportunidades encajan casi igual",
  },
  closed_opportunity: "{opportunity} ya está cerrada",
  correction_learned: "Un correo parecido se corrigió así antes",
  no_opportunity: "{account} no tiene una oportunidad abierta que encaje",
};
