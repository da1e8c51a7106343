"""Names, schools and places to make people of. Combinations are by chance; nobody in particular is meant."""

from typing import Final

WOMEN: Final = (
    "Agnese", "Aiga", "Alise", "Anete", "Anna", "Antra", "Baiba", "Beāte", "Brigita", "Dace", "Daina", "Elza", "Elīna",
    "Estere", "Evija", "Evita", "Gita", "Gunta", "Ieva", "Ilze", "Inese", "Inga", "Jana", "Jeļena", "Katrīna", "Kristīne",
    "Laima", "Laura", "Lauma", "Lelde", "Liene", "Līga", "Linda", "Lūcija", "Madara", "Made", "Marta", "Maija", "Monta",
    "Natālija", "Nora", "Olga", "Paula", "Rasa", "Rūta", "Sabīne", "Sanita", "Santa", "Sigita", "Sofija", "Šarlote",
    "Tatjana", "Ulla", "Una", "Vija", "Viktorija", "Zane", "Zenta", "Žanete", "Anna Marija", "Ņina",
)  # fmt: skip
MEN: Final = (
    "Ādams", "Aigars", "Aivars", "Aleksandrs", "Andris", "Artis", "Arvis", "Augusts", "Dainis", "Daniels", "Dāvis",
    "Dmitrijs", "Edgars", "Eduards", "Egils", "Emīls", "Ēriks", "Ernests", "Gatis", "Gints", "Ģirts", "Gustavs", "Haralds",
    "Imants", "Ivars", "Jānis", "Jēkabs", "Jorens", "Juris", "Kārlis", "Kaspars", "Krists", "Kristaps Aleksandrs", "Lauris",
    "Linards", "Mārtiņš", "Matīss", "Mihails", "Miks", "Modris", "Normunds", "Ņikita", "Oskars", "Oto", "Pāvels", "Pēteris",
    "Raivis", "Reinis", "Rihards", "Roberts", "Romans", "Sandis", "Sergejs", "Toms", "Uldis", "Valdis", "Viesturs", "Zigmārs",
)  # fmt: skip
SURNAMES: Final = (
    ("Āboliņš", "Āboliņa"), ("Apinis", "Apine"), ("Balodis", "Balode"), ("Bērziņš", "Bērziņa"), ("Bite", "Bite"),
    ("Briedis", "Briede"), ("Celmiņš", "Celmiņa"), ("Cīrulis", "Cīrule"), ("Dzenis", "Dzene"), ("Eglītis", "Eglīte"),
    ("Fjodorovs", "Fjodorova"), ("Gailis", "Gaile"), ("Grīnbergs", "Grīnberga"), ("Ivanovs", "Ivanova"), ("Jansons", "Jansone"),
    ("Kalējs", "Kalēja"), ("Kalniņš", "Kalniņa"), ("Kļaviņš", "Kļaviņa"), ("Krastiņš", "Krastiņa"), ("Krūmiņš", "Krūmiņa"),
    ("Lācis", "Lāce"), ("Lapiņš", "Lapiņa"), ("Liepiņš", "Liepiņa"), ("Lūsis", "Lūse"), ("Mednis", "Medne"),
    ("Mežs", "Meža"), ("Miķelsons", "Miķelsone"), ("Morozovs", "Morozova"), ("Muižnieks", "Muižniece"), ("Ozoliņš", "Ozoliņa"),
    ("Ozols", "Ozola"), ("Petrovs", "Petrova"), ("Priede", "Priede"), ("Purviņš", "Purviņa"), ("Roze", "Roze"),
    ("Rubenis", "Rubene"), ("Saulītis", "Saulīte"), ("Siliņš", "Siliņa"), ("Skujiņš", "Skujiņa"), ("Smirnovs", "Smirnova"),
    ("Strazdiņš", "Strazdiņa"), ("Šķipsna", "Šķipsna"), ("Upītis", "Upīte"), ("Vanags", "Vanaga"), ("Vasiļjevs", "Vasiļjeva"),
    ("Vilks", "Vilka"), ("Vītols", "Vītola"), ("Zaķis", "Zaķe"), ("Zariņš", "Zariņa"), ("Zvirbulis", "Zvirbule"),
)  # fmt: skip
PLACES: Final = (
    "Rīga, LV-1010", "Rīga, LV-1057", "Daugavpils, LV-5401", "Liepāja, LV-3401", "Jelgava, LV-3001", "Jūrmala, LV-2010",
    "Ventspils, LV-3601", "Rēzekne, LV-4601", "Valmiera, LV-4201", "Ogre, LV-5001", "Cēsis, LV-4101", "Kuldīga, LV-3301",
    "Talsi, LV-3201", "Madona, LV-4801", "Gulbene, LV-4401", "Bauska, LV-3901", "Saldus, LV-3801", "Ludza, LV-5701",
)  # fmt: skip
STREETS: Final = (
    "Ābeļu iela", "Brīvības iela", "Dārza iela", "Jaunā iela", "Kalna iela", "Liepu iela", "Meža iela", "Pils iela",
    "Rīgas iela", "Saules iela", "Skolas iela", "Upes iela", "Ziedu iela",
)  # fmt: skip
ABROAD: Final = (
    ("EE", "Tähe 4, Tartu"), ("DE", "Lindenstraße 7, Berlin"), ("IE", "Main Street 12, Cork"), ("GB", "High Street 3, Leeds"),
)  # fmt: skip
UNIVERSITIES: Final = ("Latvijas Universitāte", "Rīgas Tehniskā universitāte", "Daugavpils Universitāte")
COLLEGES: Final = ("Rīgas Valsts tehnikums", "Ogres tehnikums", "Saldus tehnikums")
