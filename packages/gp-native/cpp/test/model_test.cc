#include "../gp/model.h"

#include <utility>

#include "testing.h"
#include "tests.h"

namespace testing {

/// Appending rows one by one, with reallocations in between, gives the bits of appending them at
/// once.
void TestAppend(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model whole(isa, kernel, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(isa, n, d));
  whole.MoveTo(block.get(), n);
  whole.Append(data.rows.data(), data.values.data(), n);
  Expect(whole.Update() == gp::Status::kOk, "factor of all rows", isa.name);

  gp::Model grown(isa, kernel, kinds.data(), d);
  Doubles current = Allocate(gp::Model::BlockSize(isa, 1, d));
  grown.MoveTo(current.get(), 1);
  for (std::size_t i = 0; i < n; ++i) {
    if (i == grown.capacity()) {
      const std::size_t capacity = 2 * i;
      Doubles next = Allocate(gp::Model::BlockSize(isa, capacity, d));
      grown.MoveTo(next.get(), capacity);
      current = std::move(next);
    }
    grown.Append(data.rows.data() + i * d, data.values.data() + i, 1);
    Expect(grown.Update() == gp::Status::kOk, "factor of one more row", isa.name);
  }
  ExpectEqualBits(whole, grown, "appended and rebuilt factors have equal bits");
}

/// Removing an observation gives the bits of a model that never had it.
void TestRemove(const gp::Isa& isa, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  for (std::size_t index = 0; index < n; index += 1 + n / 7) {
    gp::Model less(isa, gp::Kernel::kMatern32, kinds.data(), d);
    gp::Model more(isa, gp::Kernel::kMatern32, kinds.data(), d);
    const Doubles less_block = Allocate(gp::Model::BlockSize(isa, n, d));
    const Doubles more_block = Allocate(gp::Model::BlockSize(isa, n, d));
    less.MoveTo(less_block.get(), n);
    more.MoveTo(more_block.get(), n);
    for (std::size_t i = 0; i < n; ++i) {
      more.Append(data.rows.data() + i * d, data.values.data() + i, 1);
      if (i != index) less.Append(data.rows.data() + i * d, data.values.data() + i, 1);
    }
    Expect(more.Update() == gp::Status::kOk, "factor of all rows", isa.name);
    more.Remove(index);
    Expect(more.Update() == gp::Status::kOk && less.Update() == gp::Status::kOk,
           "factor without a row", isa.name);
    ExpectEqualBits(less, more, "a model after a removal has the bits of one without the row");
  }
}

}  // namespace testing
