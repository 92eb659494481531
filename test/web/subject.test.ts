import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readable } from '../../web/src/pages/messages/subject.ts';

test('a subject in a list is read without its Liquid', () => {
  const cases: [string, string][] = [
    ['Votre panier vous attend', 'Votre panier vous attend'],
    ['Bienvenue chez {{ shop.name }}', 'Bienvenue chez Foulée'],
    ['{{ user.first_name | default: "Bonjour" }}, vous nous manquez', 'Bonjour, vous nous manquez'],
    ["{{ user.first_name | capitalize | default: 'Bonjour' }} !", 'Bonjour !'],
    ['Joyeux anniversaire{% if user.first_name %}, {{ user.first_name }}{% endif %} !', 'Joyeux anniversaire, … !'],
    ['{% if form.language == "en" %}Please confirm{% else %}Confirmez{% endif %}', 'Please confirm'],
    ['{% if a %}Un{% elsif b %}Deux{% else %}Trois{% endif %} et {% unless c %}quatre{% endunless %}', 'Un et quatre'],
  ];
  for (const [subject, read] of cases) assert.equal(readable(subject, 'Foulée'), read);
  assert.equal(readable('Chez {{ shop.name }}', ''), 'Chez …');
});
