import type { Layout } from './layout.ts';

export const prestashopCustomers: Layout = {
  name: 'PrestaShop customers',
  kind: 'customers',
  signature: ['Customer ID', 'Email *', 'Newsletter (0/1)', 'Opt-in (0/1)'],
  columns: {
    'Customer ID': 'externalId',
    'Titles ID (Mr = 1, Ms = 2, else 0)': 'gender',
    'Email *': 'email',
    'Birthday (yyyy-mm-dd)': 'birthday',
    'Last Name *': 'lastName',
    'First Name *': 'firstName',
    'Newsletter (0/1)': 'acceptsEmail',
    'Opt-in (0/1)': 'acceptsPartners',
    'Registration date (yyyy-mm-dd)': 'createdAt',
    'Groups (x,y,z...)': 'groups',
  },
  values: { gender: { '1': 'male', '2': 'female', '0': '' } },
  notes: ['Passwords are never imported.'],
};

export const prestashopAddresses: Layout = {
  name: 'PrestaShop addresses',
  kind: 'customers',
  signature: ['Alias*', 'Customer e-mail*', 'Zipcode*', 'City*'],
  columns: {
    'Customer e-mail*': 'email',
    'Customer ID': 'externalId',
    Company: 'company',
    'Lastname*': 'lastName',
    'Firstname*': 'firstName',
    'Address 1*': 'street',
    'Address 2': 'street2',
    'Zipcode*': 'postalCode',
    'City*': 'city',
    'Country*': 'country',
    State: 'region',
    'Mobile Phone': 'phone',
  },
};
