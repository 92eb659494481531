/** What the shop sells: about two hundred products with sizes, costs, stock, accessories and the history of their prices. */
import { HISTORY_DAYS, monthOf, type Offer, offersOf, yearOf } from './calendar.ts';
import type { Random } from './random.ts';

/** How much of a sport is bought month by month, against its mean month. */
const SEASONS = {
  'Course à pied': [0.8, 0.9, 1.4, 1.6, 1.4, 1.1, 0.8, 0.8, 1.3, 0.9, 0.6, 0.6],
  'Ski et snowboard': [2.2, 1.8, 0.7, 0.15, 0.05, 0.05, 0.05, 0.1, 0.4, 1.2, 2.2, 3],
  Vélo: [0.4, 0.5, 1, 1.5, 1.7, 1.7, 1.4, 1, 1, 0.7, 0.5, 0.6],
  Randonnée: [0.4, 0.5, 0.8, 1.2, 1.6, 1.8, 1.8, 1.4, 1, 0.7, 0.4, 0.5],
  Natation: [0.8, 0.7, 0.8, 0.9, 1.2, 1.7, 1.8, 1, 1.4, 0.7, 0.5, 0.5],
  Football: [0.8, 0.8, 0.9, 0.9, 0.9, 0.8, 0.8, 1.8, 2, 0.9, 0.6, 0.8],
  'Tennis et padel': [0.6, 0.6, 0.9, 1.3, 1.7, 1.5, 1, 0.9, 1.6, 0.7, 0.5, 0.7],
  'Fitness et musculation': [2.1, 1.3, 1, 0.9, 0.8, 0.6, 0.5, 0.6, 1.5, 1, 0.8, 0.9],
  'Yoga et bien-être': [1.7, 1.2, 1, 0.9, 0.8, 0.7, 0.6, 0.6, 1.4, 1.1, 0.9, 1.1],
  'Nutrition sportive': [1.2, 1, 1.1, 1.2, 1.2, 1.1, 0.9, 0.8, 1, 0.9, 0.8, 0.8],
} as const;
export type Sport = keyof typeof SEASONS;
export const SPORTS = Object.keys(SEASONS) as Sport[];
export const seasonOf = (sport: Sport, day: number): number => SEASONS[sport][monthOf(day)]!;

const SHOES = ['39', '40', '41', '42', '43', '44'];
const CLOTHES = ['S', 'M', 'L', 'XL'];
const KIDS = ['6 ans', '8 ans', '10 ans', '12 ans'];

/** Name, price, sizes; what costs less than 30 € without a size is an accessory of its sport. */
type Kind = [name: string, price: number, sizes?: readonly string[]];
const KINDS: Record<Sport, readonly Kind[]> = {
  'Course à pied': [
    ['Chaussures de route', 119.9, SHOES],
    ['Chaussures de trail', 134.9, SHOES],
    ['Short de course', 29.9, CLOTHES],
    ['Collant long', 44.9, CLOTHES],
    ['T-shirt respirant', 24.9, CLOTHES],
    ['Veste coupe-vent', 69.9, CLOTHES],
    ['Montre GPS', 199.9],
    ['Gilet d’hydratation', 79.9],
    ['Ceinture porte-gourde', 22.9],
    ['Lot de 3 paires de chaussettes', 14.9],
  ],
  'Ski et snowboard': [
    ['Skis de piste', 399.9, ['160 cm', '166 cm', '172 cm', '178 cm']],
    ['Snowboard', 329.9, ['150 cm', '156 cm', '162 cm']],
    ['Chaussures de ski', 249.9, SHOES],
    ['Veste de ski', 179.9, CLOTHES],
    ['Pantalon de ski', 119.9, CLOTHES],
    ['Combinaison de ski enfant', 89.9, KIDS],
    ['Casque de ski', 69.9],
    ['Masque de ski', 54.9],
    ['Gants de ski', 27.9],
    ['Cache-cou polaire', 12.9],
  ],
  Vélo: [
    ['Vélo de route', 1190],
    ['VTT semi-rigide', 849],
    ['Vélo enfant', 229, ['16 pouces', '20 pouces', '24 pouces']],
    ['Cuissard à bretelles', 69.9, CLOTHES],
    ['Maillot manches courtes', 49.9, CLOTHES],
    ['Casque de vélo', 59.9],
    ['Éclairage avant et arrière', 29.9],
    ['Antivol en U', 39.9],
    ['Chambre à air', 6.9],
    ['Huile et dégraissant', 13.9],
  ],
  Randonnée: [
    ['Chaussures de randonnée', 139.9, SHOES],
    ['Sac à dos 40 litres', 99.9],
    ['Tente 2 places', 189.9],
    ['Sac de couchage', 89.9],
    ['Veste imperméable', 129.9, CLOTHES],
    ['Pantalon modulable', 59.9, CLOTHES],
    ['Bâtons de marche', 49.9],
    ['Lampe frontale', 34.9],
    ['Gourde isotherme', 19.9],
    ['Chaussettes de marche', 15.9],
  ],
  Natation: [
    ['Maillot une pièce', 39.9, CLOTHES],
    ['Short de bain', 29.9, CLOTHES],
    ['Maillot de bain enfant', 19.9, KIDS],
    ['Combinaison de nage', 149.9, CLOTHES],
    ['Lunettes de natation', 18.9],
    ['Bonnet en silicone', 8.9],
    ['Palmes courtes', 32.9],
    ['Planche et pull-buoy', 16.9],
    ['Serviette microfibre', 14.9],
    ['Sac étanche', 24.9],
  ],
  Football: [
    ['Chaussures à crampons', 79.9, SHOES],
    ['Chaussures de futsal', 59.9, SHOES],
    ['Chaussures à crampons enfant', 39.9, KIDS],
    ['Maillot d’entraînement', 24.9, CLOTHES],
    ['Survêtement', 54.9, CLOTHES],
    ['Survêtement enfant', 39.9, KIDS],
    ['Ballon de match', 34.9],
    ['Protège-tibias', 12.9],
    ['Lot de 10 chasubles', 29.9],
    ['Sac de sport', 27.9],
  ],
  'Tennis et padel': [
    ['Raquette de tennis', 139.9],
    ['Raquette de padel', 119.9],
    ['Raquette enfant', 34.9],
    ['Chaussures de terre battue', 99.9, SHOES],
    ['Polo technique', 34.9, CLOTHES],
    ['Jupe-short', 39.9, CLOTHES],
    ['Sac thermique', 69.9],
    ['Tube de 4 balles', 7.9],
    ['Surgrips', 9.9],
    ['Cordage', 14.9],
  ],
  'Fitness et musculation': [
    ['Vélo d’appartement', 449],
    ['Tapis de course pliant', 699],
    ['Banc de musculation', 149.9],
    ['Paire d’haltères réglables', 179.9],
    ['Kettlebell 12 kg', 44.9],
    ['Legging taille haute', 39.9, CLOTHES],
    ['Débardeur', 19.9, CLOTHES],
    ['Chaussures de salle', 84.9, SHOES],
    ['Bandes élastiques', 17.9],
    ['Corde à sauter', 11.9],
  ],
  'Yoga et bien-être': [
    ['Tapis de yoga 6 mm', 34.9],
    ['Tapis de voyage', 29.9],
    ['Legging doux', 44.9, CLOTHES],
    ['Brassière sans couture', 27.9, CLOTHES],
    ['Sweat en coton biologique', 59.9, CLOTHES],
    ['Coussin de méditation', 39.9],
    ['Pistolet de massage', 129.9],
    ['Brique en liège', 14.9],
    ['Sangle', 8.9],
    ['Rouleau de massage', 22.9],
  ],
  'Nutrition sportive': [
    ['Protéine vanille 900 g', 32.9],
    ['Protéine chocolat 900 g', 32.9],
    ['Boisson d’effort citron', 16.9],
    ['Boisson de récupération', 19.9],
    ['Lot de 12 gels énergétiques', 21.9],
    ['Lot de 10 barres aux amandes', 17.9],
    ['Créatine 300 g', 24.9],
    ['Oméga-3', 18.9],
    ['Magnésium marin', 14.9],
    ['Shaker', 9.9],
  ],
};

/** Two makers for each sport, in its order. */
const BRANDS =
  'Courlis Véloce|Alpenglow Névé|Cadence Pignon|Sentiers Altaïr|Marsouin Ondine|Onze Tribune|Volée Filet|Forge Tempo|Lotus Aube|Vitalys Ravito'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]);
const MODELS = 'Aura Nova Pulse Zen Trek Évo Prima Sirocco Mistral Granit Lynx Ibis Onyx Colibri Écume Quartz'.split(
  ' ',
);

export type Price = { day: number; price: number; regular?: number };
export type Variant = { id: string; size: string; stock: number };
export type Product = {
  id: string;
  name: string;
  sport: Sport;
  brand: string;
  variants: Variant[];
  stock: number;
  /** Changes of its price, oldest first; `regular` while it is reduced. */
  prices: Price[];
  cost: number;
  shelfDay: number;
  isAccessory: boolean;
  isForChildren: boolean;
  accessories: string[];
};

const cents = (amount: number): number => Math.round(amount * 100) / 100;
/** Prices of a shop end in 90 cents. */
const shopPrice = (amount: number): number => Math.max(0.9, Math.round(amount) - 0.1);

/** The range as of `today`: one product in seven came to the shelf in the last eighteen months. */
export function makeCatalogue(random: Random, today: number): Product[] {
  const products: Product[] = [];
  for (const [at, sport] of SPORTS.entries()) {
    for (const [kindAt, kind] of KINDS[sport].entries()) {
      for (const brand of BRANDS[at]!) products.push(makeProduct(random, today, sport, kind, brand, kindAt));
    }
  }
  for (const [at, product] of products.entries()) product.id = `P${String(at + 1).padStart(4, '0')}`;
  for (const product of products) {
    product.variants.forEach((variant) => {
      variant.id = `${product.id}-${variant.size.replace(/\W+/g, '')}`;
    });
    const near = products.filter((other) => other.sport === product.sport && other.isAccessory);
    if (!product.isAccessory) product.accessories = [random.pick(near).id, random.pick(near).id];
  }
  return products;
}

function makeProduct(random: Random, today: number, sport: Sport, kind: Kind, brand: string, kindAt: number): Product {
  const [name, base, sizes] = kind;
  const price = shopPrice(base * (0.9 + random.next() * 0.3));
  const isNew = random.chance(1 / 7);
  const shelfDay = isNew ? today - random.int(20, HISTORY_DAYS - 40) : today - HISTORY_DAYS - random.int(30, 900);
  const variants = (sizes ?? []).map((size) => ({ id: '', size, stock: random.int(0, 60) }));
  return {
    id: '',
    name: `${name} ${brand} ${MODELS[(kindAt * 3 + random.int(0, 2)) % MODELS.length]}`,
    sport,
    brand,
    variants,
    stock: variants.length > 0 ? variants.reduce((sum, { stock }) => sum + stock, 0) : random.int(0, 180),
    prices: pricesOf(random, today, shelfDay, price),
    cost: cents((price / 1.2) * (0.42 + random.next() * 0.16)),
    shelfDay,
    isAccessory: !sizes && price < 30,
    isForChildren: /enfant/.test(name),
    accessories: [],
  };
}

/** A first price, a rise each February, and a reduction in the sales for the two products in five that take part. */
function pricesOf(random: Random, today: number, shelfDay: number, first: number): Price[] {
  const prices: Price[] = [{ day: Math.max(shelfDay, today - HISTORY_DAYS), price: first }];
  const takesPart = random.chance(0.4);
  let standing = first;
  for (let year = yearOf(today - HISTORY_DAYS); year <= yearOf(today); year++) {
    for (const offer of offersOf(year)) {
      if (offer.key.startsWith('french-days')) {
        standing = shopPrice(standing * 1.04);
        prices.push({ day: offer.from - 60, price: standing });
      }
      if (takesPart) prices.push(...reductionOf(offer, standing));
    }
  }
  return prices.filter(({ day }) => day >= shelfDay && day >= today - HISTORY_DAYS && day <= today);
}

const reductionOf = (offer: Offer, price: number): Price[] => [
  { day: offer.from, price: shopPrice(price * (1 - offer.cut)), regular: price },
  { day: offer.to + 1, price },
];

/** What a product costs on a day, and whether that is a reduced price; null before it is on the shelf. */
export function priceOn(product: Product, day: number): Price | null {
  if (day < product.shelfDay) return null;
  return product.prices.findLast((price) => price.day <= day) ?? product.prices[0] ?? null;
}
