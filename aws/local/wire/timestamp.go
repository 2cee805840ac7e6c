package wire

import (
	"reflect"
	"strconv"
	"time"
)

// Timestamp is a time as AWS sends it: seconds since 1970 as a number in JSON,
// ISO 8601 in the query protocol.
type Timestamp time.Time

var timestampType = reflect.TypeFor[Timestamp]()

// MarshalJSON writes seconds since 1970, with three decimals.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(t).UnixMilli())/1000, 'f', 3, 64), nil
}

// UnmarshalJSON reads seconds since 1970.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	seconds, err := strconv.ParseFloat(string(b), 64)
	if err != nil || seconds < -1e11 || seconds > 1e12 || seconds != seconds {
		return Errorf("SerializationException", "a timestamp is a number of seconds since 1970, not %s", b)
	}
	*t = Timestamp(time.UnixMilli(int64(seconds * 1000)).UTC())
	return nil
}

func decodeTimestamp(name, text string, v reflect.Value) error {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Errorf("MalformedInput", "the parameter %s is not an ISO 8601 time: %q", name, text)
	}
	v.Set(reflect.ValueOf(Timestamp(at)))
	return nil
}
