#pragma once
#include <filesystem>
#include <string>

namespace netseam::input {

/// A short text that changes when the content of a file changes: its size, a dash and the CRC-64 (polynomial
/// of ECMA-182, bits reflected: "CRC-64/XZ"), both in hex. Up to 64 MiB the CRC is of the whole content;
/// above, of the first MiB, 64 evenly spaced blocks of 1 MiB and the last MiB, so that a file of any size
/// costs the same (a change confined to the gaps is not seen). Detects accidents, not forgery. Throws
/// core::InputError if it cannot be read.
std::string fingerprint(const std::filesystem::path& path);

}  // namespace netseam::input
