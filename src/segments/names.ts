/** What fields, events and purposes that most shops have are called in sentences; whatever only this shop has keeps its own name. */
import type { Language } from './operators/operator.ts';

type Names = Readonly<Record<string, Record<Language, string>>>;

const fields: Names = {
  address: { fr: 'adresse complète', en: 'full address' },
  age: { fr: 'âge', en: 'age' },
  birthday: { fr: 'date de naissance', en: 'date of birth' },
  brand: { fr: 'marque', en: 'brand' },
  cart_id: { fr: 'N° de panier', en: 'cart no.' },
  category: { fr: 'catégorie', en: 'category' },
  children: { fr: 'enfants', en: 'children' },
  city: { fr: 'ville', en: 'city' },
  company: { fr: 'société', en: 'company' },
  country: { fr: 'pays', en: 'country' },
  coupon: { fr: 'code promo', en: 'coupon code' },
  createdAt: { fr: 'compte créé le', en: 'account created' },
  currency: { fr: 'devise', en: 'currency' },
  description: { fr: 'présentation', en: 'about' },
  discount: { fr: 'remise', en: 'discount' },
  email: { fr: 'E-mail', en: 'E-mail' },
  externalId: { fr: 'N° de client', en: 'customer no.' },
  favouriteCategory: { fr: 'catégorie préférée', en: 'favourite category' },
  firstName: { fr: 'prénom', en: 'first name' },
  firstSeen: { fr: 'première visite', en: 'first visit' },
  gender: { fr: 'civilité', en: 'title' },
  image_url: { fr: 'image', en: 'picture' },
  language: { fr: 'langue', en: 'language' },
  lastName: { fr: 'nom de famille', en: 'last name' },
  lastOrderAt: { fr: 'dernière commande', en: 'last order' },
  locale: { fr: 'langue et pays', en: 'language and country' },
  loyaltyPoints: { fr: 'points de fidélité', en: 'loyalty points' },
  loyaltyTier: { fr: 'niveau de fidélité', en: 'loyalty tier' },
  name: { fr: 'nom', en: 'name' },
  order_id: { fr: 'N° de commande', en: 'order no.' },
  ownerId: { fr: 'conseiller', en: 'account owner' },
  phone: { fr: 'téléphone', en: 'phone' },
  postalCode: { fr: 'code postal', en: 'postcode' },
  price: { fr: 'prix', en: 'price' },
  product_id: { fr: 'N° de produit', en: 'product no.' },
  products: { fr: 'produits', en: 'products' },
  quantity: { fr: 'quantité', en: 'quantity' },
  query: { fr: 'recherche', en: 'search' },
  region: { fr: 'région', en: 'region' },
  revenue: { fr: 'chiffre d’affaires', en: 'revenue' },
  shipping: { fr: 'livraison', en: 'delivery costs' },
  sku: { fr: 'référence', en: 'SKU' },
  street: { fr: 'adresse', en: 'street' },
  subject: { fr: 'objet', en: 'subject' },
  timezone: { fr: 'fuseau horaire', en: 'time zone' },
  title: { fr: 'fonction', en: 'position' },
  total: { fr: 'total', en: 'total amount' },
  url: { fr: 'adresse de la page', en: 'page address' },
  username: { fr: 'identifiant', en: 'user name' },
  variant: { fr: 'variante', en: 'variant' },
  website: { fr: 'site web', en: 'website' },
};

const events: Names = {
  'Account Created': { fr: 'Compte créé', en: 'Account created' },
  'Application Opened': { fr: 'Application ouverte', en: 'App opened' },
  'Cart Viewed': { fr: 'Panier vu', en: 'Cart viewed' },
  'Checkout Started': { fr: 'Commande commencée', en: 'Checkout started' },
  'Email Clicked': { fr: 'Clic dans un e-mail', en: 'Click in an e-mail' },
  'Email Opened': { fr: 'E-mail ouvert', en: 'E-mail opened' },
  'Form Confirmed': { fr: 'Inscription confirmée', en: 'Sign-up confirmed' },
  'Message Bounced': { fr: 'Message rejeté', en: 'Message bounced' },
  'Message Clicked': { fr: 'Clic dans un message', en: 'Click in a message' },
  'Message Complained': { fr: 'Plainte pour spam', en: 'Spam complaint' },
  'Message Delivered': { fr: 'Message remis', en: 'Message delivered' },
  'Message Failed': { fr: 'Message en échec', en: 'Message failed' },
  'Message Opened': { fr: 'Message ouvert', en: 'Message opened' },
  'Message Recalled': { fr: 'Message rappelé', en: 'Message recalled' },
  'Message Sent': { fr: 'Message envoyé', en: 'Message sent' },
  'Message Skipped': { fr: 'Message non envoyé', en: 'Message not sent' },
  'Message Uncertain': { fr: 'Envoi incertain', en: 'Sending uncertain' },
  'Message Unsubscribed': { fr: 'Désinscription', en: 'Unsubscribed' },
  'Order Cancelled': { fr: 'Commande annulée', en: 'Order cancelled' },
  'Order Completed': { fr: 'Commande passée', en: 'Order placed' },
  'Order Refunded': { fr: 'Commande remboursée', en: 'Order refunded' },
  'Order Updated': { fr: 'Commande modifiée', en: 'Order updated' },
  'Page Viewed': { fr: 'Page vue', en: 'Page viewed' },
  'Preferences Changed': { fr: 'Préférences changées', en: 'Preferences changed' },
  'Product Added': { fr: 'Produit mis au panier', en: 'Added to cart' },
  'Product Clicked': { fr: 'Produit choisi', en: 'Product picked' },
  'Product Removed': { fr: 'Produit retiré du panier', en: 'Removed from cart' },
  'Product Viewed': { fr: 'Produit vu', en: 'Product viewed' },
  'Products List Viewed': { fr: 'Liste de produits vue', en: 'Product list viewed' },
  'Products Searched': { fr: 'Recherche de produits', en: 'Products searched' },
  'Signed In': { fr: 'Connexion', en: 'Signed in' },
  'Signed Up': { fr: 'Inscription', en: 'Signed up' },
  'Trial Started': { fr: 'Essai commencé', en: 'Trial begun' },
  'Wishlist Product Added': { fr: 'Produit mis en favori', en: 'Added to wishlist' },
};

const purposes: Names = {
  marketing: { fr: 'nouveautés et offres', en: 'news and offers' },
  measure: { fr: 'mesure des ouvertures', en: 'measuring of opens' },
  partners: { fr: 'offres de partenaires', en: 'offers of partners' },
};

const named =
  (names: Names) =>
  (raw: string, language: Language): string =>
    Object.hasOwn(names, raw) ? names[raw]![language] : raw;

export const sayField = named(fields);
export const sayEvent = named(events);
export const sayPurpose = named(purposes);
