-- Another number stands in each request, where the address has ten zeros.
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "wrk.lua")

local before, after = wrk.path:match("^(.-)0000000000(.*)$")
local number = os.time() % 100000 * 100000

request = function()
  number = number + 1
  return wrk.format(nil, string.format("%s%010d%s", before, number, after))
end
