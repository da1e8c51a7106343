/** A question before something that cannot be taken back. */

import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../text/index.ts";

interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function Ask({ title, text, yes, onYes, onNo }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="ask" aria-labelledby={id} onClose={onNo}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <div class="choices">
        <button type="button" class="button" onClick={onNo}>
          {words.value.cancel}
        </button>
        <button type="button" class="button danger" onClick={onYes}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
