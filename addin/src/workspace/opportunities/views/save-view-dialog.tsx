/** Asks for the name of a view, and whether colleagues see it too. */
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from "@fluentui/react-components";
import { useState } from "react";
import type { SavedView } from "../../../api/saved-views";
import { useListText } from "../texts";

interface SaveViewDialogProps {
  readonly views: readonly SavedView[];
  readonly proposed: SavedView | undefined;
  readonly close: () => void;
  readonly keep: (name: string, isShared: boolean) => void;
}

export function SaveViewDialog({ views, proposed, close, keep }: SaveViewDialogProps) {
  const t = useListText();
  const [name, setName] = useState(proposed?.name ?? "");
  const [isShared, setShared] = useState(proposed?.is_shared ?? false);
  const replaces = views.some((one) => one.name === name.trim());
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            keep(name.trim(), isShared);
            close();
          }}
        >
          <DialogBody>
            <DialogTitle>{t("views.save")}</DialogTitle>
            <DialogContent>
              <Field label={t("views.name")} required {...(replaces && { hint: t("views.replaces") })}>
                <Input value={name} maxLength={100} autoFocus onChange={(_, { value }) => setName(value)} />
              </Field>
              <Checkbox
                checked={isShared}
                label={t("views.share")}
                onChange={(_, { checked }) => setShared(checked === true)}
              />
            </DialogContent>
            <DialogActions fluid>
              <Button type="submit" appearance="primary" disabled={name.trim() === ""}>
                {t("views.keep")}
              </Button>
              <Button onClick={close}>{t("views.cancel")}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
