/* heloreplay: what each policy would have done with the HELOs of the past. */

int main(void)
{
	return 2;
}
