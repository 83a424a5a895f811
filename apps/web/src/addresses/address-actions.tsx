'use client';
import type { Address, AddressChanges, DoorstepClient } from '@doorstep/sdk';
import { FileText, Trash2, Truck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { ActionItem, ActionMenu } from '../ui/action-menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { ChangeResult } from './try-change.ts';

type AddressActionsProps = {
  name: string;
  address: Pick<Address, 'id' | 'version' | 'is_default_shipping' | 'is_default_billing'>;
};

const loadTryChange = () => import('./try-change.ts');

/** The menu of an address in the list. */
export const AddressActions = ({ name, address }: AddressActionsProps) => {
  const texts = useTexts();
  const { addresses, problems } = texts;
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refreshing, startRefresh] = useTransition();
  const { id, is_default_shipping, is_default_billing } = address;

  const run = async (work: (client: DoorstepClient) => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    const { problem, stale } = await loadTryChange().then(
      ({ tryChange }) => tryChange(work, texts),
      (): ChangeResult => ({
        problem: { text: navigator.onLine ? problems.unreachable : problems.offline },
        stale: false,
      }),
    );
    if (problem) {
      const { text, requestId, action: link } = problem;
      const action = link && { label: link.label, run: () => router.push(link.href) };
      showToast({ tone: 'danger', text, requestId, ...(action && { action }) });
    }
    if (stale) startRefresh(() => router.refresh());
    setBusy(false);
  };

  const makeDefault = (changes: AddressChanges, text: string) =>
    run(async (client) => {
      await client.addresses.update(id, changes);
      showToast({ text });
    });

  const restore = () =>
    run(async (client) => {
      await client.addresses.restore(id);
      // The API restores an address without its defaults; an undo brings those back too.
      if (is_default_shipping || is_default_billing) {
        await client.addresses.update(id, {
          ...(is_default_shipping && { is_default_shipping }),
          ...(is_default_billing && { is_default_billing }),
        });
      }
      showToast({ text: addresses.restored(name) });
    });

  const remove = () =>
    run(async (client) => {
      await client.addresses.delete(address);
      showToast({ text: addresses.deleted(name), action: { label: texts.common.undo, run: restore } });
      // The focused button disappears with the card.
      document.getElementById('content')?.focus();
    });

  return (
    <ActionMenu
      label={addresses.more(name)}
      busy={busy || refreshing}
      onOpen={() => void loadTryChange().catch(() => undefined)}
    >
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
