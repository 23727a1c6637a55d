/** Why a link was made, in Spanish; one sentence a reason code. */
import type { reasonsEn } from "./reasons-en";
import type { Translation } from "./translate";

export const reasonsEs: Translation<typeof reasonsEn> = {
  same_thread: "Misma conversación que otros correos vinculados a esta oportunidad",
  explicit: "Elegido por {name}",
  participant_contact: "{name} participa en esta oportunidad",
  decision_maker_writes: "{name}, que decide, está en la conversación",
  account_domain: "Alguien de {account} está en la conversación",
  only_open_opportunity: "La única oportunidad abierta de {account}",
  name_words: "Nombra {words}, igual que la oportunidad",
  product_words: "Menciona el producto {words}",
  reference_number: "Lleva la referencia {number}",
  owner_mailbox: "El responsable de la oportunidad está en la conversación",
  recent_activity: "La oportunidad empezó por esas fechas, el {date}",
  several_candidates: {
    one: "{count} oportunidad posible",
    other: "{count} oportunidades posibles",
  },
  closed_opportunity: "La oportunidad ya está cerrada",
  correction_learned: "Un correo parecido se corrigió así antes",
  no_opportunity: "{account} no tiene una oportunidad que encaje",
};
