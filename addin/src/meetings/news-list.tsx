/** What others did in one's own calendar, and one's day: told until it is seen. */
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useDigestText, useNews } from "../api/team-calendar";
import { useLocale } from "../i18n/locale-context";
import { useMeetingsText } from "./texts";

export function NewsList() {
  const t = useMeetingsText();
  const { format } = useLocale();
  const { news, see } = useNews();
  const at = (moment: string | undefined) => (moment ? format.stamp(new Date(moment)) : "");
  return news.map((notice) => (
    <MessageBar key={notice.id} intent="info" layout="multiline">
      <MessageBarBody>
        {t(`told.${notice.kind}`, {
          by: notice.params.by || notice.params.guest || "",
          subject: notice.params.subject ?? "",
          from: at(notice.params.from),
          to: at(notice.params.start),
          steps: notice.params.steps ?? "0",
          visits: notice.params.visits ?? "0",
          holds: notice.params.holds ?? "0",
        })}
        {notice.kind === "digest" && <DigestText />}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => see.mutate([notice.id])}>{t("told.seen")}</Button>
      </MessageBarActions>
    </MessageBar>
  ));
}

function DigestText() {
  const { data } = useDigestText();
  return data ? <p style={{ whiteSpace: "pre-line", margin: 0 }}>{data}</p> : null;
}
