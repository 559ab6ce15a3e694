/* The floor: what starting and ending any program costs, built and started as the plugin is. */
int main(void)
{
	return 0;
}
