#include "service/screening/text/street_addresses.h"

#include <gtest/gtest.h>

#include <string>

#include "service/screening/text/language.h"

namespace winnow {
namespace {

using Texts = std::vector<std::string>;

Texts Find(const std::string& text,
           absl::string_view language = kUndetermined) {
  Texts found;
  for (const ByteRange& range : FindStreetAddresses(text, language)) {
    found.push_back(text.substr(range.begin, range.end - range.begin));
  }
  return found;
}

TEST(StreetAddresses, AreFoundAsEightLanguagesWriteThem) {
  for (const char* address : {"12 Elm Street",
                              "221B Baker Street",
                              "7 St. John's Road",
                              "350 W 34th St",
                              "1600 Pennsylvania Avenue",
                              "12-14 High Street",
                              "Lindenstraße 5",
                              "Hauptstr. 12a",
                              "Berliner Straße 140",
                              "Schönhauser Allee 3",
                              "Kurfürstenallee 1",
                              "Heimweg 7",
                              "12 rue de la Paix",
                              "5 bis avenue Foch",
                              "12, rue d'Alésia",
                              "3 place des Vosges",
                              "8 boulevard Saint",
                              "Calle Mayor, 5",
                              "calle de Alcalá 42",
                              "Avda. de la Constitución 8",
                              "Avenida 9 de Julio 123",
                              "Via Roma 12",
                              "Via Giuseppe Verdi, n. 7",
                              "Piazza Navona 3",
                              "Rua Augusta, 1500",
                              "rua das Flores, nº 7",
                              "Praça da Alegria, 58",
                              "ul. Marszałkowska 10",
                              "ulicy Długiej 7",
                              "ул. Ленина, д. 5",
                              "улица Садовая 12",
                              "Невский проспект, 28"}) {
    EXPECT_EQ(Find(std::string("He lives at ") + address + ", third floor"),
              Texts{address});
    EXPECT_EQ(Find(std::string("(") + address + ")"), Texts{address});
    EXPECT_EQ(Find(address), Texts{address});
  }
}

TEST(StreetAddresses, AreNotEveryNumberBesideACapital) {
  for (const char* text : {"",
                           "12",
                           "Elm Street",
                           "12 elm trees in the street",
                           "In 2008 Wall Street crashed",
                           "the top 10 Wall Street banks",
                           "the 9 Supreme Court Justices",
                           "3 New York Street artists",
                           "A Nightmare on Elm Street 4",
                           "42 Street View cars",
                           "via Windows 10",
                           "via Email, 5 of us",
                           "et al. Smith 5",
                           "Spring 2012",
                           "Spring 9",
                           "Bring 5 friends",
                           "Norwegen 3",
                           "am Arbeitsplatz 3",
                           "2 Fragen, weg 5",
                           "Straße 5",
                           "la calle 13",
                           "3 rue",
                           "3 place",
                           "5 avenue of attack",
                           "12 Elm Street's end",
                           "1,200 Main Street",
                           "v1.12 Elm Street",
                           "$12 Main Street",
                           "12th Elm Street",
                           "00012 Elm Street",
                           "\xff 12 \xff Street",
                           "5 Very Close friends"}) {
    EXPECT_EQ(Find(text), Texts()) << text;
  }
  EXPECT_EQ(Find("Via Amtrak 5", "en"), Texts());
  EXPECT_EQ(Find("in via Roma 12", "it"), Texts{"via Roma 12"});
}

TEST(StreetAddresses, AreCountedUpToTheMost) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "12 Elm Street, ";
  EXPECT_EQ(Find(text).size(), static_cast<size_t>(kStreetAddressesMax));
}

TEST(StreetAddresses, CostNoMoreThanTheyMay) {
  for (const char* piece : {"1 ", "A1 ", "1 A ", "9 de de de de "}) {
    std::string text;
    while (text.size() < 65000) text += piece;
    EXPECT_EQ(Find(text), Texts());
  }
}

}  // namespace
}  // namespace winnow
