/** Names and towns to draw from. */

export const WOMEN =
  'Camille Léa Manon Chloé Inès Sarah Julie Marie Emma Louise Alice Jade Lucie Pauline Clara Margaux Élodie Céline Aurélie Sophie Nathalie Isabelle Valérie Sandrine Hélène Catherine Fatima Yasmine Amélie Juliette Anaïs Laura Mathilde Noémie Agathe Zoé Capucine Maëlle Solène Gwenaëlle Stéphanie Florence Delphine Karine Mélanie Émilie Charlotte Victoire Aïcha Thu'.split(
    ' ',
  );
export const MEN =
  'Thomas Nicolas Julien Antoine Hugo Lucas Louis Gabriel Arthur Jules Maxime Alexandre Pierre Paul Mathieu Romain Clément Quentin Benjamin Adrien Kévin Sébastien Frédéric Stéphane Laurent Philippe Olivier Christophe Mehdi Karim Yanis Rayan Baptiste Théo Nathan Enzo Simon Victor Florian Guillaume Vincent Jérôme François Éric Loïc Erwan Maël Rémi Bruno Ibrahim'.split(
    ' ',
  );
export const FAMILIES =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le Gall Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Le Goff Cousin Germain Breton Besson Langlois Rémy Le Roux Nguyen Benali Diallo Traoré Haddad'
    .split(' ')
    .filter((name) => name !== 'Le');

export type Town = {
  postalCode: string;
  city: string;
  region: string;
  weight: number;
  mountain?: boolean;
  timezone?: string;
};

const towns = `75011 Paris|Île-de-France|9
75018 Paris|Île-de-France|7
92100 Boulogne-Billancourt|Île-de-France|4
93100 Montreuil|Île-de-France|3
78000 Versailles|Île-de-France|3
77000 Melun|Île-de-France|2
69003 Lyon|Auvergne-Rhône-Alpes|7|m
38000 Grenoble|Auvergne-Rhône-Alpes|6|m
74000 Annecy|Auvergne-Rhône-Alpes|5|m
73000 Chambéry|Auvergne-Rhône-Alpes|4|m
05100 Briançon|Provence-Alpes-Côte d’Azur|2|m
63000 Clermont-Ferrand|Auvergne-Rhône-Alpes|3|m
13008 Marseille|Provence-Alpes-Côte d’Azur|5
06000 Nice|Provence-Alpes-Côte d’Azur|4
83000 Toulon|Provence-Alpes-Côte d’Azur|2
34000 Montpellier|Occitanie|4
31000 Toulouse|Occitanie|6
64000 Pau|Nouvelle-Aquitaine|3|m
65000 Tarbes|Occitanie|2|m
33000 Bordeaux|Nouvelle-Aquitaine|5
64200 Biarritz|Nouvelle-Aquitaine|2
17000 La Rochelle|Nouvelle-Aquitaine|3
44000 Nantes|Pays de la Loire|5
49000 Angers|Pays de la Loire|2
35000 Rennes|Bretagne|5
29200 Brest|Bretagne|3
56000 Vannes|Bretagne|2
14000 Caen|Normandie|2
76000 Rouen|Normandie|2
59000 Lille|Hauts-de-France|6
80000 Amiens|Hauts-de-France|1
51100 Reims|Grand Est|2
57000 Metz|Grand Est|2
67000 Strasbourg|Grand Est|4|m
88000 Épinal|Grand Est|1|m
21000 Dijon|Bourgogne-Franche-Comté|2
25000 Besançon|Bourgogne-Franche-Comté|2|m
45000 Orléans|Centre-Val de Loire|2
37000 Tours|Centre-Val de Loire|2
20000 Ajaccio|Corse|1|m
97400 Saint-Denis|La Réunion|1||Indian/Reunion
97200 Fort-de-France|Martinique|1||America/Martinique`;

export const TOWNS: readonly Town[] = towns.split('\n').map((line) => {
  const [place, region, weight, mountain, timezone] = line.split('|') as [string, string, string, string?, string?];
  const [postalCode, ...city] = place.split(' ') as [string, ...string[]];
  return {
    postalCode,
    city: city.join(' '),
    region,
    weight: Number(weight),
    ...(mountain ? { mountain: true } : {}),
    ...(timezone ? { timezone } : {}),
  };
});

export const STREETS =
  'rue de la République|avenue Jean-Jaurès|rue Victor-Hugo|rue du Moulin|chemin des Vignes|place de la Mairie|rue des Écoles|impasse des Lilas|boulevard Gambetta|rue Pasteur|allée des Tilleuls|rue du Stade|quai de la Fontaine|rue Sainte-Anne|route de la Montagne|rue des Frères-Lumière'.split(
    '|',
  );

export const CLUBS =
  'AS Marathon|Ski-Club des Aravis|Les Foulées du Lac|Vélo-Club de l’Erdre|FC des Coteaux|Tennis-Club du Parc|Cercle des nageurs|Rando Cévennes|Union sportive de la Plaine|Triathlon Atlantique'.split(
    '|',
  );
export const COMPANIES =
  'Hôtel Les Mélèzes|Campus Sportif Atlas|Ateliers Brossard|Résidence Grand Large|École du Ski Libre|Mutuelle du Rhône|Salle Tempo|Festival des Crêtes|Conseil Azur|Transports Vasseur|Studio Lotus|Camping des Dunes'.split(
    '|',
  );
