/** What the API says and hears (`/api/v1`), by short names for the generated types. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["MeOut"];
export type Contact = Schemas["ContactOut"];
export type Account = Schemas["AccountOut"];
export type Opportunity = Schemas["OpportunityOut"];
export type Interaction = Schemas["InteractionOut"];
export type InteractionKind = Interaction["kind"];
export type Reason = Schemas["ReasonOut"];
export type Link = Schemas["LinkOut"];
export type Suggestion = Schemas["SuggestionOut"];
export type Person = Schemas["PersonOut"];
export type ContextRequest = Schemas["ContextIn"];
export type MailContext = Schemas["ContextOut"];
export type LinkChoice = Schemas["LinkIn"];
export type NewInteraction = Schemas["InteractionIn"];
export type OpportunityChange = Schemas["OpportunityChangeIn"];
export type OpportunityPage = Schemas["OpportunitiesOut"];
export type AccountPage = Schemas["AccountsOut"];
export type InteractionPage = Schemas["InteractionsOut"];
export type Mailbox = Schemas["MailboxOut"];
export type MailboxPage = Schemas["MailboxesOut"];
export type Feed = Schemas["FeedOut"];
export type FeedList = Schemas["FeedsOut"];
export type FeedStatus = Feed["status"];
export type ChoiceList = Schemas["ChoicesOut"];
export type Choice = Schemas["ChoiceOut"];
export type ChoiceKind = keyof ChoiceList;
export type SetAsideItem = Schemas["SetAsideOut"];
export type Relations = Schemas["RelationsOut"];
export type KnownContact = Schemas["KnownContactOut"];
export type InTouch = Schemas["InTouchOut"];
export type Task = Schemas["TaskOut"];
export type NewTask = Schemas["TaskIn"];
export type NewContact = Schemas["ContactIn"];
export type NewOpportunity = Schemas["OpportunityIn"];
export type Reading = Schemas["ReadingOut"];
export type ReadingRequest = Schemas["ReadingIn"];
export type Selected = Schemas["SelectedOut"];
export type SelectionAnswer = Schemas["SelectionOut"];
export type ThreadDecisions = Schemas["DecisionsIn"];
export type DecisionsAnswer = Schemas["DecisionsOut"];
export type MeetingReport = Schemas["ReportOut"];
export type NewMeetingReport = Schemas["ReportIn"];
export type MeetingResult = MeetingReport["result"];
export type BuyingRole = NonNullable<Contact["buying_role"]>;
export type Exclusion = Schemas["ExclusionOut"];
export type ExclusionKind = Exclusion["kind"];
export type ExclusionList = Schemas["ExclusionsOut"];
export type ExclusionChoice = Schemas["ExclusionIn"];
export type ExclusionPreview = Schemas["PreviewOut"];
export type Visibility = Schemas["VisibilityOut"];
export type VisibilityChoice = Schemas["VisibilityIn"];
export type VisibilityLevel = Visibility["mailbox_level"];
export type SearchAnswer = Schemas["SearchOut"];
export type SearchHit = Schemas["SearchHitOut"];
export type Answer = Schemas["AnswerOut"];
export type AnswerItem = Schemas["AnswerItemOut"];
export type Question = Answer["question"];

/** The thread or event whose link is asked about or changed. */
export interface LinkTarget {
  readonly kind: "threads" | "events";
  readonly id: string;
}
export type PhoneList = Schemas["PhoneListOut"];
export type PhoneListList = Schemas["PhoneListsOut"];
export type NewPhoneList = Schemas["PhoneListIn"];
export type ListedPage = Schemas["ListedPageOut"];
export type ListedPerson = Schemas["ListedOut"];
export type PhoneConflict = Schemas["ConflictOut"];
export type ConflictList = Schemas["ConflictsOut"];
export type PhoneChange = Schemas["ChangeOut"];
export type ChangePage = Schemas["ChangesOut"];
export type Duplicate = Schemas["DuplicateOut"];
export type DuplicateList = Schemas["DuplicatesOut"];
