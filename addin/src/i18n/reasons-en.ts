/** Why a link was made, in English; one sentence a reason code. */
export const reasonsEn = {
  same_thread: "Same conversation as mail already linked to this opportunity",
  explicit: "Chosen by {name}",
  participant_contact: "{name} takes part in this opportunity",
  decision_maker_writes: "{name}, the decision maker, is in the conversation",
  account_domain: "Somebody from {account} is in the conversation",
  only_open_opportunity: "The only open opportunity of {account}",
  name_words: "It names {words}, as the opportunity does",
  product_words: "It mentions the product {words}",
  reference_number: "It carries the reference {number}",
  owner_mailbox: "The owner of the opportunity is in the conversation",
  recent_activity: "The opportunity began at about that time, on {date}",
  several_candidates: {
    one: "{count} opportunity comes into question",
    other: "{count} opportunities come into question",
  },
  closed_opportunity: "The opportunity is already closed",
  correction_learned: "Similar mail was corrected this way before",
  no_opportunity: "{account} has no opportunity that fits",
} as const;
