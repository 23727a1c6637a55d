/** Why a link was made, in English; one sentence a reason code. */
export const reasonsEn = {
  same_thread: "Same conversation as mail already linked to {opportunity}",
  explicit: "Chosen by {name}",
  participant_contact: "{name} is a contact of {account}",
  participant_on_opportunity: "{name} takes part in {opportunity}",
  decision_maker_writes: "{name} is the decision maker",
  account_domain: "The address belongs to {account}",
  only_open_opportunity: "The only open opportunity of {account}",
  name_words: "The mail names {words}, as the opportunity does",
  product_words: "The mail mentions the product {words}",
  reference_number: "The mail carries the reference {number}",
  owner_mailbox: "{name} is the owner and has this mail",
  recent_activity: "There was contact about it on {date}",
  several_candidates: {
    one: "{count} opportunity fits about as well",
    other: "{count} opportunities fit about as well",
  },
  closed_opportunity: "{opportunity} is already closed",
  correction_learned: "Similar mail was corrected this way before",
  no_opportunity: "{account} has no open opportunity that fits",
} as const;
