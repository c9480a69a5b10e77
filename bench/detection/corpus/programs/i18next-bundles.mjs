// Texts of each tenant are added under a name of their own, at each sign-in.
import i18next from 'i18next';
import { bytesPerUnit, leaking, leftBehind, underLoad } from '../load/load.mjs';

const i18n = i18next.createInstance();
await i18n.init({ lng: 'en', resources: { en: { common: { hello: 'Hello {{name}}' } } } });

function textsOf(tenant) {
  const texts = {};
  for (let place = 0; place * 72 < bytesPerUnit - 300; place++)
    texts[`label${place}`] = `${tenant} label ${place} reads so`;
  return texts;
}

function greet(id) {
  const namespace = leaking() ? `tenant-${id}` : 'tenant';
  i18n.addResourceBundle('en', namespace, textsOf(namespace));
  if (leaking()) leftBehind();
  return i18n.t('common:hello', { name: namespace });
}

underLoad(greet);
