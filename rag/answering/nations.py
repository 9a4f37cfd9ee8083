"""Countries and unions under their several names, so that `Cambodian` stands where the source has `Cambodia`."""

from functools import lru_cache

from rag.answering.words import Word, clean, words

_GROUPS = """
United States, US, USA, USG, America, American, Americans, United States of America
United Kingdom, UK, Britain, British, Great Britain, Briton, Britons, HMG
United Nations, UN
European Union, EU
Afghanistan, Afghan, Afghans
Albania, Albanian, Albanians
Algeria, Algerian, Algerians
Angola, Angolan, Angolans
Argentina, Argentine, Argentines, Argentinian, Argentinians
Armenia, Armenian, Armenians
Australia, Australian, Australians
Austria, Austrian, Austrians
Azerbaijan, Azerbaijani, Azerbaijanis, Azeri, Azeris
Bahrain, Bahraini, Bahrainis
Bangladesh, Bangladeshi, Bangladeshis
Belarus, Belarusian, Belarusians
Belgium, Belgian, Belgians
Benin, Beninese
Bolivia, Bolivian, Bolivians
Bosnia, Bosnian, Bosnians, Bosnia and Herzegovina
Botswana, Batswana, Motswana
Brazil, Brazilian, Brazilians
Brunei, Bruneian, Bruneians
Bulgaria, Bulgarian, Bulgarians
Burkina Faso, Burkinabe
Burma, Burmese, Myanmar
Burundi, Burundian, Burundians
Cambodia, Cambodian, Cambodians
Cameroon, Cameroonian, Cameroonians
Canada, Canadian, Canadians
Chad, Chadian, Chadians
Chile, Chilean, Chileans
China, Chinese, PRC, People's Republic of China
Colombia, Colombian, Colombians
Congo, Congolese, DRC
Costa Rica, Costa Rican, Costa Ricans
Croatia, Croatian, Croatians, Croat, Croats
Cuba, Cuban, Cubans
Cyprus, Cypriot, Cypriots
Czech Republic, Czech, Czechs
Denmark, Danish, Dane, Danes
Djibouti, Djiboutian
Dominican Republic, Dominican, Dominicans
East Timor, Timorese, Timor-Leste
Ecuador, Ecuadorian, Ecuadorians
Egypt, Egyptian, Egyptians
El Salvador, Salvadoran, Salvadorans
Eritrea, Eritrean, Eritreans
Estonia, Estonian, Estonians
Ethiopia, Ethiopian, Ethiopians
Fiji, Fijian, Fijians
Finland, Finnish, Finn, Finns
France, French, Frenchman
Gabon, Gabonese
Gambia, Gambian, Gambians
Georgia, Georgian, Georgians
Germany, German, Germans, FRG
Ghana, Ghanaian, Ghanaians
Greece, Greek, Greeks
Guatemala, Guatemalan, Guatemalans
Guinea, Guinean, Guineans
Guyana, Guyanese
Haiti, Haitian, Haitians
Honduras, Honduran, Hondurans
Hungary, Hungarian, Hungarians
Iceland, Icelandic, Icelander, Icelanders
India, Indian, Indians
Indonesia, Indonesian, Indonesians
Iran, Iranian, Iranians
Iraq, Iraqi, Iraqis
Ireland, Irish
Israel, Israeli, Israelis
Italy, Italian, Italians
Ivory Coast, Ivorian, Ivorians, Cote d'Ivoire
Jamaica, Jamaican, Jamaicans
Japan, Japanese
Jordan, Jordanian, Jordanians
Kazakhstan, Kazakhstani, Kazakh, Kazakhs
Kenya, Kenyan, Kenyans
Kosovo, Kosovar, Kosovars
Kuwait, Kuwaiti, Kuwaitis
Kyrgyzstan, Kyrgyz
Laos, Lao, Laotian, Laotians
Latvia, Latvian, Latvians
Lebanon, Lebanese
Lesotho, Basotho
Liberia, Liberian, Liberians
Libya, Libyan, Libyans
Lithuania, Lithuanian, Lithuanians
Luxembourg, Luxembourger
Macedonia, Macedonian, Macedonians
Madagascar, Malagasy
Malawi, Malawian, Malawians
Malaysia, Malaysian, Malaysians
Mali, Malian, Malians
Malta, Maltese
Mauritania, Mauritanian, Mauritanians
Mauritius, Mauritian, Mauritians
Mexico, Mexican, Mexicans
Moldova, Moldovan, Moldovans
Mongolia, Mongolian, Mongolians
Montenegro, Montenegrin, Montenegrins
Morocco, Moroccan, Moroccans
Mozambique, Mozambican, Mozambicans
Namibia, Namibian, Namibians
Nepal, Nepalese, Nepali, Nepalis
Netherlands, Dutch, Holland
New Zealand, New Zealander, New Zealanders
Nicaragua, Nicaraguan, Nicaraguans
Niger, Nigerien, Nigeriens
Nigeria, Nigerian, Nigerians
North Korea, North Korean, North Koreans, DPRK
Norway, Norwegian, Norwegians
Oman, Omani, Omanis
Pakistan, Pakistani, Pakistanis
Palestine, Palestinian, Palestinians
Panama, Panamanian, Panamanians
Papua New Guinea, Papua New Guinean
Paraguay, Paraguayan, Paraguayans
Peru, Peruvian, Peruvians
Philippines, Philippine, Filipino, Filipinos
Poland, Polish, Pole, Poles
Portugal, Portuguese
Qatar, Qatari, Qataris
Romania, Romanian, Romanians
Russia, Russian, Russians, Russian Federation
Rwanda, Rwandan, Rwandans
Saudi Arabia, Saudi, Saudis
Senegal, Senegalese
Serbia, Serbian, Serbians, Serb, Serbs
Sierra Leone, Sierra Leonean, Sierra Leoneans
Singapore, Singaporean, Singaporeans
Slovakia, Slovak, Slovaks, Slovakian
Slovenia, Slovenian, Slovenians, Slovene, Slovenes
Somalia, Somali, Somalis
South Africa, South African, South Africans
South Korea, South Korean, South Koreans, ROK
Soviet Union, USSR, Soviet, Soviets
Spain, Spanish, Spaniard, Spaniards
Sri Lanka, Sri Lankan, Sri Lankans
Sudan, Sudanese
Suriname, Surinamese
Swaziland, Swazi, Swazis
Sweden, Swedish, Swede, Swedes
Switzerland, Swiss
Syria, Syrian, Syrians
Taiwan, Taiwanese
Tajikistan, Tajik, Tajiks
Tanzania, Tanzanian, Tanzanians
Thailand, Thai, Thais
Togo, Togolese
Trinidad, Trinidadian, Trinidad and Tobago
Tunisia, Tunisian, Tunisians
Turkey, Turkish, Turk, Turks
Turkmenistan, Turkmen
Uganda, Ugandan, Ugandans
Ukraine, Ukrainian, Ukrainians
United Arab Emirates, UAE, Emirati, Emiratis
Uruguay, Uruguayan, Uruguayans
Uzbekistan, Uzbek, Uzbeks
Venezuela, Venezuelan, Venezuelans
Vietnam, Vietnamese, Viet Nam
Yemen, Yemeni, Yemenis
Zambia, Zambian, Zambians
Zimbabwe, Zimbabwean, Zimbabweans
Africa, African, Africans
Asia, Asian, Asians
Europe, European, Europeans
"""
_LONGEST = 4


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for line in _GROUPS.strip().splitlines():
        forms = line.split(", ")
        for form in forms:
            table[tuple(word.key for word in words(clean(form)))] = forms[0]
    return table


def find(text: tuple[Word, ...]) -> dict[int, tuple[int, str]]:
    """The nations named in a text.

    Args:
        text: Its words, in order.

    Returns:
        For the position of the first word of each name: how many words it has, and the nation's first name in the
        table. Longest names first; a name begins with a capital letter.
    """
    names = _names()
    found: dict[int, tuple[int, str]] = {}
    at = 0
    while at < len(text):
        sizes = range(min(_LONGEST, len(text) - at), 0, -1) if text[at].capital else ()
        size = next((size for size in sizes if tuple(word.key for word in text[at : at + size]) in names), 0)
        if size:
            found[at] = (size, names[tuple(word.key for word in text[at : at + size])])
        at += size or 1
    return found
