/** A mail's text in a frame of its own: sanitised, without scripts, without anything from the network. */
import { makeStyles, Skeleton, SkeletonItem } from "@fluentui/react-components";
import DOMPurify from "dompurify";
import { useMemo } from "react";
import { useMessageBody } from "./mailbox";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  frame: { flexGrow: 1, border: "none", width: "100%" },
  waiting: { padding: "8px 20px", display: "flex", flexDirection: "column", gap: "8px" },
});

export function MailBody({ id }: { id: string }) {
  const styles = useStyles();
  const t = useOutlookText();
  const { settings } = useOutlook();
  const { data } = useMessageBody(id);
  const page = useMemo(() => data && pageOf(data.body, settings.theme), [data, settings.theme]);
  if (!page) {
    return (
      <Skeleton className={styles.waiting}>
        <SkeletonItem style={{ width: "80%" }} />
        <SkeletonItem style={{ width: "60%" }} />
        <SkeletonItem style={{ width: "70%" }} />
      </Skeleton>
    );
  }
  return <iframe className={styles.frame} title={t("reading.body")} sandbox="" srcDoc={page} />;
}

const COLORS = { light: ["#242424", "#ffffff"], dark: ["#ffffff", "#292929"] } as const;

function pageOf(body: { contentType: string; content: string }, theme: "light" | "dark"): string {
  const [ink, paper] = COLORS[theme];
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  const isHtml = body.contentType.toLowerCase() === "html";
  const content = isHtml
    ? DOMPurify.sanitize(body.content, { FORBID_TAGS: ["form", "input", "button", "style"] })
    : escaped(body.content);
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style nonce="${escaped(nonce)}">
body { margin: 4px 20px 20px; font: 14px/1.45 'Segoe UI', 'Noto Sans', sans-serif; color: ${ink}; background: ${paper}; overflow-wrap: anywhere; }
pre { font: inherit; white-space: pre-wrap; margin: 0; }
a { color: inherit; }
blockquote { margin: 0 0 0 4px; padding-left: 12px; border-left: 2px solid #8886; }
</style></head><body>${isHtml ? content : `<pre>${content}</pre>`}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
