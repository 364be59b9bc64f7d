#include "service/moderation/identity_terms.h"

#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

struct Group {
  const char* name;
  // As people say it of themselves and of others, not as abuse: words of abuse
  // are held for good reasons. Plurals and cases are words of their own.
  const char* words;
};

constexpr Group kGroups[] = {
    {"age: old",
     "elderly pensioner pensioners retiree retirees boomer boomers "
     "senior seniors rentner rentnerin rentnerinnen senioren "
     "retraité retraités retraitée anciano ancianos anciana "
     "ancianas jubilado jubilados"},
    {"age: young",
     "teenager teenagers teenage millennial millennials "
     "jugendliche jugendlichen jugendlicher adolescent "
     "adolescents adolescente adolescentes"},
    {"disability: disabled",
     "disabled disability disabilities handicapped deaf blind autistic autism "
     "wheelchair behindert behinderte behinderten behinderung gehörlos blinde "
     "rollstuhl autist autistin handicapé handicapés handicapée sourd sourds "
     "aveugle aveugles autiste discapacitado discapacitados discapacitada "
     "discapacidad sordo sordos ciego ciegos autista"},
    {"gender: men",
     "man men male males mann männer männern homme hommes "
     "hombre hombres varón varones"},
    {"gender: trans",
     "trans transgender transsexual nonbinary transsexuell "
     "transsexuelle transfrau transmann transgenre "
     "transgenres transexual transexuales transgénero"},
    {"gender: women",
     "woman women female females feminist feminists frau frauen feministin "
     "feministinnen femme femmes féministe féministes mujer mujeres feminista "
     "feministas"},
    {"orientation: gay or lesbian",
     "gay gays lesbian lesbians homosexual homosexuals homosexuality bisexual "
     "queer lgbt lgbtq schwul schwule schwulen lesbisch lesbe lesben "
     "homosexuell homosexuelle homosexuellen homosexuel homosexuels lesbienne "
     "lesbiennes homosexuales lesbiana lesbianas"},
    {"origin: african or black",
     "black blacks african africans schwarze schwarzer schwarzen afrikaner "
     "afrikanerin afrikanisch noir noirs noire noires africain africains "
     "africaine africaines negro negros negra negras africano africanos "
     "africana africanas"},
    {"origin: arab or turkish",
     "arab arabs arabic turk turks turkish araber araberin arabisch arabische "
     "türke türken türkin türkisch türkische arabe arabes turc turcs turque "
     "turques árabe árabes turco turcos turca turcas"},
    {"origin: asian",
     "asian asians chinese indian indians japanese asiate asiaten asiatin "
     "asiatisch chinese chinesen chinesin chinesisch inder inderin asiatique "
     "asiatiques chinois chinoise asiático asiáticos asiática chino chinos "
     "china chinas"},
    {"origin: immigrants",
     "immigrant immigrants migrant migrants refugee refugees foreigner "
     "foreigners migrantin migrantinnen migranten flüchtling flüchtlinge "
     "flüchtlingen geflüchtete geflüchteten asylbewerber ausländer "
     "ausländerin ausländern immigré immigrés immigrée réfugié réfugiés "
     "réfugiée étranger étrangers étrangère étrangères inmigrante inmigrantes "
     "migrante migrantes refugiado refugiados refugiada extranjero extranjeros "
     "extranjera extranjeras"},
    {"origin: latin american",
     "latino latinos latina latinas hispanic hispanics mexican mexicans "
     "mexikaner mexikanerin mexicain mexicains mexicaine mexicano mexicanos "
     "mexicana mexicanas hispano hispanos"},
    {"origin: roma",
     "roma romani sinti rom roms gitano gitanos gitana gitanas "
     "tsigane tsiganes"},
    {"origin: white or european",
     "white whites caucasian european europeans weiße weißer weißen europäer "
     "europäerin blanc blancs blanche blanches européen européens européenne "
     "blanco blancos blanca blancas europeo europeos europea europeas"},
    {"religion: atheist",
     "atheist atheists atheism atheistin atheisten athée athées ateo ateos "
     "atea ateas"},
    {"religion: buddhist or hindu",
     "buddhist buddhists hindu hindus buddhistin buddhisten bouddhiste "
     "bouddhistes hindou hindous budista budistas hindú hindúes"},
    {"religion: christian",
     "christian christians catholic catholics protestant protestants "
     "evangelical evangelicals christ christen christin christlich katholik "
     "katholiken katholisch protestanten evangelisch chrétien chrétiens "
     "chrétienne catholique catholiques cristiano cristianos cristiana "
     "católico católicos católica"},
    {"religion: jewish",
     "jew jews jewish judaism jude juden jüdin jüdisch jüdische jüdischen juif "
     "juifs juive juives judío judíos judía judías"},
    {"religion: muslim",
     "muslim muslims islam islamic moslem moslems muslima muslimin muslimisch "
     "muslimische islamisch islamische musulman musulmans musulmane "
     "musulmanes islamique musulmán musulmana musulmanas islámico"},
};

using Groups = std::vector<const char*>;

// Folded words and the groups that they name.
const absl::flat_hash_map<std::string, Groups>& GroupsByWord() {
  static const auto& groups = *[] {
    auto* by_word = new absl::flat_hash_map<std::string, Groups>;
    for (const Group& group : kGroups) {
      for (const absl::string_view word : absl::StrSplit(group.words, ' ')) {
        (*by_word)[Fold(word)].push_back(group.name);
      }
    }
    return by_word;
  }();
  return groups;
}

}  // namespace

std::vector<std::string> IdentityGroupsIn(absl::string_view text) {
  const TextViews views(text);
  WordReader words(views.folded().text());
  std::set<std::string> found;
  absl::string_view word;
  while (words.Next(word)) {
    const auto at = GroupsByWord().find(word);
    if (at == GroupsByWord().end()) continue;
    found.insert(at->second.begin(), at->second.end());
  }
  return {found.begin(), found.end()};
}

}  // namespace winnow
