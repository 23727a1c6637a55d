/** Which columns the list has. */
import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ColumnTriple20Regular } from "@fluentui/react-icons/svg/column-triple";
import type { Question } from "../question";
import { useListText } from "../texts";
import { type Column, toggled } from "./columns";

interface ColumnsMenuProps {
  readonly all: readonly Column[];
  readonly shown: readonly Column[];
  readonly question: Question;
  readonly ask: (question: Question) => void;
}

export function ColumnsMenu({ all, shown, question, ask }: ColumnsMenuProps) {
  const t = useListText();
  const checked = shown.map((one) => one.key);
  const change = (items: readonly string[]) => {
    const key = all.find((one) => items.includes(one.key) !== checked.includes(one.key))?.key;
    if (key) ask({ ...question, columns: toggled(all, shown, key) });
  };
  return (
    <Menu
      checkedValues={{ columns: checked }}
      onCheckedValueChange={(_, { checkedItems }) => change(checkedItems)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ColumnTriple20Regular />}>
          {t("columns.menu")}
        </Button>
      </MenuTrigger>
      <MenuPopover style={{ maxHeight: "70vh", overflowY: "auto" }}>
        <MenuList>
          <MenuItem
            disabled={question.columns === undefined}
            onClick={() => ask({ ...question, columns: undefined })}
          >
            {t("columns.house")}
          </MenuItem>
          <MenuDivider />
          {all.map((one) => (
            <MenuItemCheckbox key={one.key} name="columns" value={one.key}>
              {one.name}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
