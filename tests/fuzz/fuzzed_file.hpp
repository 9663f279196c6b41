#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace netseam::fuzz {

/// Writes the bytes to a file of this name in a folder of this process, opens it as activations and reads the
/// first and last row of every tensor of moderate size. Only core::InputError may come out of the readers;
/// everything else, core::InternalError and std::bad_alloc included, ends the process and so is a finding.
/// Returns 0 for libFuzzer.
int read_as_activations(const std::uint8_t* data, std::size_t size, std::string_view file_name);

/// The same with the bytes as the file that stores the order of the layers of `file_name`, a file beside it.
int read_as_order(const std::uint8_t* data, std::size_t size, std::string_view file_name);

/// Puts a file beside the fuzzed one, once.
void write_beside(std::string_view file_name, std::string_view bytes);

}  // namespace netseam::fuzz
