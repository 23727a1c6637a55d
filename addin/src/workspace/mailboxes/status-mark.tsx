/** A status as icon, word and colour; the word alone would do. */
import { Badge } from "@fluentui/react-components";
import { ArrowSyncCircle16Regular } from "@fluentui/react-icons/svg/arrow-sync-circle";
import { CheckmarkCircle16Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { Clock16Regular } from "@fluentui/react-icons/svg/clock";
import { ErrorCircle16Regular } from "@fluentui/react-icons/svg/error-circle";
import { PauseCircle16Regular } from "@fluentui/react-icons/svg/pause-circle";
import { Warning16Regular } from "@fluentui/react-icons/svg/warning";
import type { FeedStatus } from "../../api/types";
import { useWorkspaceText } from "../texts";

const LOOKS = {
  current: { color: "success", icon: <CheckmarkCircle16Filled /> },
  reading: { color: "brand", icon: <ArrowSyncCircle16Regular /> },
  waiting: { color: "informative", icon: <Clock16Regular /> },
  retrying: { color: "warning", icon: <Warning16Regular /> },
  stopped: { color: "danger", icon: <ErrorCircle16Regular /> },
  disconnected: { color: "informative", icon: <PauseCircle16Regular /> },
} as const;

export function StatusMark({ status }: { status: FeedStatus | "disconnected" }) {
  const t = useWorkspaceText();
  const { color, icon } = LOOKS[status];
  return (
    <Badge appearance="tint" size="large" color={color} icon={icon}>
      {t(`status.${status}`)}
    </Badge>
  );
}
