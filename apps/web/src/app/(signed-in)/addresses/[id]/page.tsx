import type { Metadata } from 'next';
import { AddressForm } from '../../../../addresses/address-form.tsx';
import { AddressFormPage } from '../../../../addresses/address-form-page.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { orNull, readProfile } from '../../../../sdk/server-client.ts';
import { currentTenant } from '../../../../sdk/tenant.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).addressForm.editTitle,
});

const EditAddressPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const { id } = await params;
  const { addressForm: texts } = await requestTexts();
  const tenant = await currentTenant();
  return (
    <AddressFormPage title={texts.editTitle}>
      <Loaded
        read={async (client) => {
          const [countries, address, profile] = await Promise.all([
            client.addressRules.list(),
            client.addresses.get(id),
            orNull(readProfile()),
          ]);
          return { countries, address, profile, rule: await client.addressRules.get(address.country) };
        }}
      >
        {({ countries, address, profile, rule }) => (
          <AddressForm
            key={address.id}
            address={address}
            countries={countries}
            rule={rule}
            strict={tenant.address_checking === 'strict'}
            maxBytes={tenant.limits.upload_bytes}
            profilePhone={profile?.phone ?? null}
          />
        )}
      </Loaded>
    </AddressFormPage>
  );
};

export default EditAddressPage;
