// Finds given names in a text, in whatever case somebody wrote them, with or
// without marks: "Élodie", "ÉLODIE", "Elodie"; "Groß", "GROSS". Not with an
// ending: "Ивана" is not found for "Иван".

#ifndef WINNOW_SERVICE_SCREENING_TEXT_TOLD_NAMES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_TOLD_NAMES_H_

#include <string>
#include <vector>

#include "service/screening/text/offset_map.h"
#include "service/screening/text/views.h"

namespace winnow {

// Appends where they stand in the text as written, in order; some overlap. A
// name is found whole, and each of its words of three letters and more where it
// does not begin with a small letter: "Will" of "Will Smith", not "will". In
// scripts without spaces a name stands anywhere, and its words have two.
// Returns false when the text cannot be read (TextViews::complete()).
// Input: `views` complete; any bytes as names, a few.
// Cost: linear in the text, times the words of all names for those of its words
// that begin like one.
bool FindToldNames(const TextViews& views,
                   const std::vector<std::string>& names,
                   std::vector<ByteRange>& found);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_TOLD_NAMES_H_
