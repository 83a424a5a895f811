'use client';
import { type Address, type AddressChanges, isDoorstepError } from '@doorstep/sdk';
import { FileText, Trash2, Truck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { ActionItem, ActionMenu } from '../ui/action-menu.tsx';
import { problemText } from '../ui/problem-text.ts';
import { showToast } from '../ui/toasts.tsx';

type AddressActionsProps = {
  name: string;
  address: Pick<Address, 'id' | 'version' | 'is_default_shipping' | 'is_default_billing'>;
};

/** What can be done with an address where it is listed. */
export const AddressActions = ({ name, address }: AddressActionsProps) => {
  const texts = useTexts();
  const { addresses } = texts;
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refreshing, startRefresh] = useTransition();
  const { id, is_default_shipping, is_default_billing } = address;

  const run = async (action: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    const refresh = () => startRefresh(() => router.refresh());
    try {
      await action();
      refresh();
    } catch (error) {
      const { text, requestId, way } = problemText(error, texts);
      const changed = isDoorstepError(error, 'precondition_failed');
      showToast({
        tone: 'danger',
        text: changed ? addresses.changedElsewhere : text,
        requestId,
        ...(way && { action: { label: way.label, run: () => router.push(way.href) } }),
      });
      // Only what is known to be out of date: where nothing can be fetched the page itself would be lost.
      if (changed || isDoorstepError(error, 'not_found')) refresh();
    } finally {
      setBusy(false);
    }
  };

  const makeDefault = (changes: AddressChanges, text: string) =>
    run(async () => {
      await browserClient().addresses.update(id, changes);
      showToast({ text });
    });

  const restore = () =>
    run(async () => {
      await browserClient().addresses.restore(id);
      // Restoring makes no default; undoing a deletion does, where it was one.
      if (is_default_shipping || is_default_billing) {
        await browserClient().addresses.update(id, {
          ...(is_default_shipping && { is_default_shipping }),
          ...(is_default_billing && { is_default_billing }),
        });
      }
      showToast({ text: addresses.restored(name) });
    });

  const remove = () =>
    run(async () => {
      await browserClient().addresses.delete(address);
      showToast({ text: addresses.deleted(name), action: { label: texts.common.undo, run: restore } });
      // The button that had the focus goes with the card.
      document.getElementById('content')?.focus();
    });

  return (
    <ActionMenu label={addresses.more(name)} busy={busy || refreshing}>
      {!is_default_shipping && (
        <ActionItem onClick={() => makeDefault({ is_default_shipping: true }, addresses.nowDefaultShipping(name))}>
          <Truck aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
          {addresses.makeDefaultShipping}
        </ActionItem>
      )}
      {!is_default_billing && (
        <ActionItem onClick={() => makeDefault({ is_default_billing: true }, addresses.nowDefaultBilling(name))}>
          <FileText aria-hidden className="size-4 shrink-0" />
          {addresses.makeDefaultBilling}
        </ActionItem>
      )}
      <ActionItem tone="danger" onClick={remove}>
        <Trash2 aria-hidden className="size-4 shrink-0" />
        {addresses.delete}
      </ActionItem>
    </ActionMenu>
  );
};
