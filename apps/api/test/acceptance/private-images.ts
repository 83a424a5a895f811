import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';

/** Uploads a profile picture; answers its link. */
export const uploadPicture = async (customer: SignedInClient): Promise<string> => {
  const { body } = await customer.patch('/api/customer/profile/', {
    form: form({ field: 'profile_picture', bytes: await png(300, 300) }),
  });
  return body.profile_picture;
};

/** Adds an address with a proof; answers its id and the link of the proof. */
export const uploadProof = async (
  customer: SignedInClient,
  fields: Record<string, string> = {},
): Promise<{ id: string; link: string }> => {
  const { body } = await customer.post('/api/customer/addresses/', {
    form: form(
      { field: 'proof_image', bytes: await png(300, 300) },
      { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE', ...fields },
    ),
  });
  return { id: body.id, link: body.proof_image };
};

/** The path of a link, which is no right to read. */
export const withoutQuery = (link: string): string => link.split('?', 1)[0] ?? '';
