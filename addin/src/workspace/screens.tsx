/** Every screen of the workspace: its address, its name, its sign, and what it shows; in the order of the rail. */
import { Briefcase20Regular } from "@fluentui/react-icons/svg/briefcase";
import { CalendarDay20Regular } from "@fluentui/react-icons/svg/calendar-day";
import { CalendarMultiple20Regular } from "@fluentui/react-icons/svg/calendar-multiple";
import { CalendarSync20Regular } from "@fluentui/react-icons/svg/calendar-sync";
import { ContactCardGroup20Regular } from "@fluentui/react-icons/svg/contact-card-group";
import { DataBarVertical20Regular } from "@fluentui/react-icons/svg/data-bar-vertical";
import { FlowDot20Regular } from "@fluentui/react-icons/svg/flow-dot";
import { Form20Regular } from "@fluentui/react-icons/svg/form";
import { GroupList20Regular } from "@fluentui/react-icons/svg/group-list";
import { MailSettings20Regular } from "@fluentui/react-icons/svg/mail-settings";
import { MapPin20Regular } from "@fluentui/react-icons/svg/map-pin";
import { ShieldLock20Regular } from "@fluentui/react-icons/svg/shield-lock";
import { TargetArrow20Regular } from "@fluentui/react-icons/svg/target-arrow";
import { TaskListSquareLtr20Regular } from "@fluentui/react-icons/svg/task-list-square-ltr";
import { lazy, type ReactElement, type ReactNode } from "react";
import type { Me } from "../api/types";
import { MailboxesScreen } from "./mailboxes/mailboxes-screen";
import { OpportunitiesScreen } from "./opportunities/opportunities-screen";
import { PhonesScreen } from "./phones/phones-screen";
import { PrivacyScreen } from "./privacy/privacy-screen";
import { HOME } from "./sign-in";
import type { WorkspaceText } from "./texts";

export interface Screen {
  readonly path: string;
  readonly name: Parameters<WorkspaceText>[0] & `nav.${string}`;
  readonly icon: ReactElement;
  readonly show: (me: Me) => ReactNode;
  /** Whose it is, where not everybody's; others find nothing at its address. */
  readonly isFor?: (me: Me) => boolean;
}

export const MAILBOXES: Screen = {
  path: `${HOME}/settings/mailboxes`,
  name: "nav.mailboxes",
  icon: <MailSettings20Regular />,
  show: (me) => <MailboxesScreen me={me} />,
};

const PRIVACY: Screen = {
  path: `${HOME}/settings/privacy`,
  name: "nav.privacy",
  icon: <ShieldLock20Regular />,
  show: () => <PrivacyScreen />,
};

const PHONES: Screen = {
  path: `${HOME}/phones`,
  name: "nav.phones",
  icon: <ContactCardGroup20Regular />,
  show: () => <PhonesScreen />,
};

const OPPORTUNITIES: Screen = {
  path: `${HOME}/opportunities`,
  name: "nav.opportunities",
  icon: <Briefcase20Regular />,
  show: () => <OpportunitiesScreen />,
};

/** Loaded when they are looked at: a grid, a map and long forms are nothing the others should wait for. */
const TeamScreen = lazy(() => import("./calendar/calendar-screen"));
const DayScreen = lazy(() => import("./calendar/day-screen"));
const RoutesScreen = lazy(() => import("./routes/routes-screen"));
const TasksScreen = lazy(() => import("./tasks/tasks-screen"));
const FeedsScreen = lazy(() => import("./feeds/feeds-screen"));
const RulesScreen = lazy(() => import("./rules/rules-screen"));
const PlansScreen = lazy(() => import("./plans/plans-screen"));
const QuotasScreen = lazy(() => import("./quotas/quotas-screen"));
const GroupsScreen = lazy(() => import("./plans/groups-screen"));
const FieldsScreen = lazy(() => import("./fields/fields-screen"));

const TASKS: Screen = {
  path: `${HOME}/tasks`,
  name: "nav.tasks",
  icon: <TaskListSquareLtr20Regular />,
  show: (me) => <TasksScreen me={me} />,
};

const DAY: Screen = {
  path: `${HOME}/day`,
  name: "nav.day",
  icon: <CalendarDay20Regular />,
  show: (me) => <DayScreen me={me} />,
};

const TEAM: Screen = {
  path: `${HOME}/calendar`,
  name: "nav.calendar",
  icon: <CalendarMultiple20Regular />,
  show: (me) => <TeamScreen me={me} />,
};

const ROUTES: Screen = {
  path: `${HOME}/routes`,
  name: "nav.routes",
  icon: <MapPin20Regular />,
  show: (me) => <RoutesScreen me={me} />,
};

const RULES: Screen = {
  path: `${HOME}/settings/rules`,
  name: "nav.rules",
  icon: <FlowDot20Regular />,
  show: () => <RulesScreen />,
};

const PLANS: Screen = {
  path: `${HOME}/plans`,
  name: "nav.plans",
  icon: <TargetArrow20Regular />,
  show: (me) => <PlansScreen me={me} />,
};

const QUOTAS: Screen = {
  path: `${HOME}/quotas`,
  name: "nav.quotas",
  icon: <DataBarVertical20Regular />,
  show: (me) => <QuotasScreen me={me} />,
};

const GROUPS: Screen = {
  path: `${HOME}/settings/groups`,
  name: "nav.groups",
  icon: <GroupList20Regular />,
  show: (me) => <GroupsScreen me={me} />,
};

const FIELDS: Screen = {
  path: `${HOME}/settings/fields`,
  name: "nav.fields",
  icon: <Form20Regular />,
  show: () => <FieldsScreen />,
  isFor: (me) => me.roles.includes("admin"),
};

const FEEDS: Screen = {
  path: `${HOME}/settings/calendars`,
  name: "nav.feeds",
  icon: <CalendarSync20Regular />,
  show: () => <FeedsScreen />,
};

/** What there is, in the order of the rail. A screen joins by its line here. */
const SECTIONS: readonly {
  readonly name: "nav.work" | "nav.settings";
  readonly screens: readonly Screen[];
}[] = [
  { name: "nav.work", screens: [OPPORTUNITIES, TASKS, PLANS, QUOTAS, DAY, TEAM, ROUTES, PHONES] },
  { name: "nav.settings", screens: [MAILBOXES, PRIVACY, FEEDS, RULES, GROUPS, FIELDS] },
];

/** The screens that there are for somebody. */
export function sectionsFor(me: Me): typeof SECTIONS {
  const isFor = (screen: Screen) => screen.isFor?.(me) ?? true;
  return SECTIONS.map((section) => ({ ...section, screens: section.screens.filter(isFor) }));
}
