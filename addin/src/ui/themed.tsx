/** Fluent's provider whose style elements carry the page's nonce, so that the policy needs no 'unsafe-inline'. */
import { createDOMRenderer, FluentProvider, RendererProvider, type Theme } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";

function rendererWithNonce() {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});
}

export function Themed(props: { theme: Theme; children: ReactNode }) {
  const [renderer] = useState(rendererWithNonce);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={props.theme} style={{ height: "100%" }}>
        {props.children}
      </FluentProvider>
    </RendererProvider>
  );
}
