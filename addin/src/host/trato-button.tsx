/** The add-in's button in the ribbon: opens and closes the pane. */
import { ToggleButton } from "@fluentui/react-components";
import { AddInIcon } from "./add-in-icon";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

export function TratoButton() {
  const t = useOutlookText();
  const { settings, change } = useOutlook();
  const isOpen = settings.pane === "open";
  return (
    <ToggleButton
      appearance="subtle"
      icon={<AddInIcon />}
      checked={isOpen}
      title={t(isOpen ? "ribbon.tratoClose" : "ribbon.tratoOpen")}
      onClick={() => change({ pane: isOpen ? "closed" : "open" })}
    >
      {t("ribbon.trato")}
    </ToggleButton>
  );
}
