#pragma once
#include "netseam/pipeline/config.hpp"

#include <filesystem>
#include <istream>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

// The grammar of study files, which configs/neuron_presets.ini follows too. The text is UTF-8, a byte order
// mark is skipped, lines end with LF or CR LF.
//   [section]      the brackets may have blanks inside; a section may come again
//   key = value    below a section; blanks around key and value do not count; a key comes once
//   ; or #         begin a comment at the start of a line and after a blank, but not in quotes: runs#2 is a
//   name "value"        a value may stand in double quotes, in a list each item: "a, b # c". Quotes open at
//   the start
//                  of a value or item only. In quotes \" \\ \n \r \t are a quote, a backslash and the
//                  characters that have these names in C.
//   a, "b,c", d{1,2}   lists are cut at commas outside of quotes, braces and brackets; empty items are
//   dropped true, yes, on, 1 and false, no, off, 0   are flags, in upper or lower case
// A line has at most 1 MiB, a file 16 MiB. Values on the command line are written in the same way.

/// Reads a study file and the options of the command line, which win over it.
/// `arguments` are "--section.name=value", "--section.name value" or, for [run], "--name[=value]"; a flag
/// needs no value. Errors: ConfigError that names file, line and key (or the argument), what was found, what
/// is allowed and the nearest name: unknown section or key, value of the wrong kind or out of bounds, key
/// given twice or outside a section, quote without end, bytes that are no text, unreadable file.
/// neurons.preset gives the keys of a section of configs/neuron_presets.ini that neither file nor command
/// line gives.
[[nodiscard]] Config read_study(const std::filesystem::path& file, std::span<const std::string> arguments);

/// The same from a text, such as the one stored with a result. `origin` is named in messages.
[[nodiscard]] Config parse_study(std::istream& text, const std::string& origin,
                                 const std::filesystem::path& file, std::span<const std::string> arguments);

}  // namespace netseam::pipeline
