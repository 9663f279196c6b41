#pragma once
// Tables in a file: datasets of one group and one length, a row for each thing.
#include "layers_schema.hpp"
#include "load_numbers.hpp"
#include "load_pair_blocks.hpp"

#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace netseam::artifact {

/// Rows of one table: its name in the file and what a row is.
struct TableWriter {
  store::CollectiveFile& file;
  std::string name, row;

  template <class T>
  void column(const std::string& column, const std::vector<T>& values, const std::string& description,
              const std::string& unit) const {
    file.write_whole<T>(name + "/" + column, std::vector<std::size_t>{values.size()}, values,
                        described(description, unit, row));
  }
  void texts(const std::string& column, const std::vector<std::string>& values,
             const std::string& description) const {
    file.write_strings(name + "/" + column, values, described(description, "none", row));
  }
};

/// Columns of one table, checked to be of one length.
class TableReader {
 public:
  TableReader(const store::Hdf5Reader& file, std::string name, const std::string& first)
      : file_(file), name_(std::move(name)) {
    const auto shape = file.info(at(first)).shape;
    if (shape.size() != 1)
      refuse_dataset(file, at(first), fmt::format("{} dimensions", shape.size()), "a column of numbers");
    rows_ = shape[0];
  }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::string at(const std::string& column) const { return name_ + "/" + column; }
  [[nodiscard]] std::vector<std::int64_t> numbers(const std::string& column,
                                                  std::int64_t largest = std::int64_t{1} << 40) const {
    return read_range(file_, at(column), {rows_}, 0, largest);
  }
  [[nodiscard]] std::vector<double> reals(const std::string& column) const {
    require_shape(file_, at(column), {rows_});
    return file_.read_doubles(at(column));
  }
  /// Numbers from 0 to 1, or NaN; all NaN where files of before lack the column.
  [[nodiscard]] std::vector<double> shares_or_unknown(const std::string& column) const {
    if (!file_.exists(at(column)))
      return std::vector<double>(rows_, std::numeric_limits<double>::quiet_NaN());
    auto values = reals(column);
    for (std::size_t row = 0; row < rows_; ++row)
      if (values[row] < 0 || values[row] > 1)
        refuse(column, fmt::format("{} in row {}", values[row], row), "0 to 1");
    return values;
  }
  [[nodiscard]] std::vector<std::string> texts(const std::string& column) const {
    auto values = file_.read_strings(at(column));
    if (values.size() != rows_)
      refuse_dataset(file_, at(column), fmt::format("{} texts", values.size()), fmt::format("{}", rows_));
    return values;
  }
  /// The column `network`: in ascending order, below `networks`.
  [[nodiscard]] std::vector<std::int64_t> networks(std::size_t networks) const {
    const std::vector<std::int64_t> network = numbers("network");
    for (std::size_t row = 0; row < rows_; ++row)
      if (network[row] >= static_cast<std::int64_t>(networks) || (row > 0 && network[row] < network[row - 1]))
        refuse_dataset(file_, at("network"), fmt::format("{} in row {}", network[row], row),
                       fmt::format("numbers below {} in ascending order", networks));
    return network;
  }
  [[noreturn]] void refuse(const std::string& column, const std::string& found,
                           const std::string& expected) const {
    refuse_dataset(file_, at(column), found, expected);
  }

 private:
  const store::Hdf5Reader& file_;
  std::string name_;
  std::size_t rows_ = 0;
};

}  // namespace netseam::artifact
